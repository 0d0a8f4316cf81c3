"""What a doctor sent although a check before sending stopped at it, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overridden:
    """The slips as (id of the check, words it was about), and one reason for all."""

    slips: tuple[tuple[str, str], ...]
    reason: str

    @property
    def checks(self) -> str:
        """The checks by id, without a word of the reply: what an event may hold."""
        return " ".join(dict.fromkeys(check for check, _quote in self.slips))

    def kept(self) -> dict[str, object]:
        """As it lies beside the reply."""
        return {"slips": [{"id": check, "quote": quote} for check, quote in self.slips], "reason": self.reason}
