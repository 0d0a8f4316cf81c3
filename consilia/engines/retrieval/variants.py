"""One way of writing per Chinese character, so that Simplified finds Traditional and the reverse."""

import zlib
from typing import Final

from opencc import OpenCC

# What texts are written in; the rarer planes beyond would make every start slower.
_BLOCKS: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
# One after another: the second knows what only Taiwan writes (痺, 睪, 著), the third what only Hong Kong does (衞, 枱).
_SCHEMES: Final = ("t2s", "tw2s", "hk2s")


def _folding() -> dict[int, str]:
    """OpenCC's choice for each character alone, read once: converting every text by it would take its time.

    Characters that Simplified writes alike become one (發 and 髮, 後 and 后): the pairs around them tell them
    apart. Each stands on its own line, so that no two are read as a word, and lengths never change.
    """
    written = "\n".join(chr(code) for block in _BLOCKS for code in block)
    folded = written
    for scheme in _SCHEMES:
        folded = OpenCC(scheme).convert(folded)
    return {ord(one): other for one, other in zip(written, folded, strict=True) if one != other}


_FOLDING: Final = _folding()
FINGERPRINT: Final = f"{zlib.crc32(repr(_FOLDING).encode()):08x}"
"""Another one, after an update of OpenCC, means that indexed texts and questions would no longer agree."""


def folded(text: str) -> str:
    """`text` with each Chinese character in its Simplified form, character for character."""
    return text.translate(_FOLDING)
