"""A real mail server on this machine, in a thread, as small as RFC 5321 lets it be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass
class Mailbox:
    """What arrived, and what is answered to each receiver."""

    port: int
    to_receivers: str = "250 OK"
    got: list[bytes] = field(default_factory=list)


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    server = ThreadingTCPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    mailbox = Mailbox(server.server_address[1])
    server.mailbox = mailbox  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield mailbox
    server.shutdown()
    server.server_close()
    thread.join()


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        mailbox: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self._say("220 here")
        while word := self.rfile.readline().split(b" ")[0].strip().upper():
            if word == b"RCPT":
                self._say(mailbox.to_receivers)
            elif word == b"DATA":
                self._say("354 go on")
                mailbox.got.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 OK")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
