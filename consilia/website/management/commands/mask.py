"""`consilia mask`: take out what identifies anyone."""

from consilia.engines import deid
from consilia.website.batch import BatchCommand, Record


class Command(BatchCommand):
    """Masked text and the spans that were masked."""

    help = "Mask what identifies anyone. Reads {id, text, language?}; JSON Lines in and out."

    def each(self, record: Record) -> Record:
        """One masked message; offsets are code points of `text`."""
        findings = deid.find(record["text"], language=record.get("language"))
        return {
            "id": record["id"],
            "masked": deid.mask(record["text"], findings),
            "spans": [{"start": found.start, "end": found.end, "type": found.kind} for found in findings],
        }
