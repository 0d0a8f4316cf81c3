"""`consilia triage`: how urgent is each message, and which department?"""

from consilia.engines.triage import assess
from consilia.website.batch import BatchCommand, Record
from consilia.website.triage_batch import facts_of


class Command(BatchCommand):
    """Levels, departments, red flags with the words that matched, and what should be asked next."""

    help = "How urgent is each message? Reads {id, text, language?, age?, sex?}; JSON Lines in and out."

    def each(self, record: Record) -> Record:
        """One verdict."""
        verdict = assess(record["text"], language=record.get("language"), facts=facts_of(record))
        return {
            "id": record["id"],
            "level": verdict.level.value,
            "unsure": verdict.unsure,
            "departments": list(verdict.departments),
            "red_flags": [{"id": flag.id, "quote": flag.quote} for flag in verdict.red_flags],
            "ask_next": list(verdict.ask_next),
            "rules_version": verdict.rules_version,
        }
