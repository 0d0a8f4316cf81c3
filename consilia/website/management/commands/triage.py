"""`consilia triage`: how urgent is each message, and which department?"""

from consilia.engines.triage import Facts, assess
from consilia.website.batch import BatchCommand, Record, number_of, one_of


class Command(BatchCommand):
    """Levels, departments, red flags with the words that matched, and what should be asked next."""

    help = "How urgent is each message? Reads {id, text, language?, age?, sex?}; JSON Lines in and out."

    def each(self, record: Record) -> Record:
        """One verdict."""
        facts = Facts(
            age=number_of(record, "age", least=0, most=130),
            sex=one_of(record, "sex", ("female", "male", "other")),
        )
        verdict = assess(record["text"], language=record.get("language"), facts=facts)
        return {
            "id": record["id"],
            "level": verdict.level.value,
            "unsure": verdict.unsure,
            "departments": list(verdict.departments),
            "red_flags": [{"id": flag.id, "quote": flag.quote} for flag in verdict.red_flags],
            "ask_next": list(verdict.ask_next),
            "rules_version": verdict.rules_version,
        }
