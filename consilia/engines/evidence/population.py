"""Whom a text is about: what is said of infants, of pregnancy or of the other sex does not answer everybody."""

import re
from typing import Final


def _words(english: str, chinese: str) -> "re.Pattern[str]":
    return re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)


_GROUPS: Final = {
    "child": _words(
        r"child(?:ren|hood)?(?:['’]s)?|kids?|bab(?:y|ies)|infants?|infancy|newborns?|toddlers?|teens?|teenagers?"
        r"|adolescents?|adolescence|pediatric|juvenile|congenital|neonatal|(?:grand)?(?:son|daughter)s?|nephew|niece",
        r"小兒|兒童|孩子|小孩|嬰兒|幼兒|新生兒|寶寶|青少年|兒子|女兒|先天",
    ),
    "pregnancy": _words(
        r"pregnan\w+|unborn|fetus|fetal|trimester|breast-?feed\w*|postpartum|giving birth|(?:give|gives|gave) birth"
        r"|newborn|preeclampsia|(?:before|since) (?:my|the) baby|baby was born|colic",
        r"懷孕|孕婦|妊娠|胎兒|產後|哺乳|分娩|母嬰",
    ),
    "female": _words(
        r"wom[ae]n(?:['’]s)?|females?|girls?|menopaus\w+|menstrua\w+|periods|vagin\w+|ovar\w+|uter\w+|cervical cancer"
        r"|she|her|wife|mum|mom|mother|sister|aunt|daughter|grandmother",
        r"女性|婦女|女人|月經|更年期|子宮|卵巢|媽媽|太太|老婆",
    ),
    "male": _words(
        r"m[ae]n(?:['’]s)?|males?|boys?|prostate|testic\w+|testes|penis|erectile|scrotum"
        r"|he|his|him|husband|dad|father|brother|uncle|son|grandfather",
        r"男性|男人|前列腺|攝護腺|睾丸|陰莖|爸爸|先生|老公",
    ),
    "old": _words(r"older (?:adults?|people|persons?|m[ae]n|wom[ae]n)|seniors?|elderly|aged 6[05]", r"老年|老人|年長"),
    "hiv": re.compile(r"\bHIV\b|\bAIDS\b|愛滋"),
}
# "People with asthma, children too": what is said of everybody may name a group.
_EVERYBODY: Final = re.compile(
    r"\b(?:people|adults?|anyone|everyone|all ages|any age|both)\b|人群|成人|任何年齡", re.IGNORECASE
)


def groups_of(text: str) -> frozenset[str]:
    """The groups that a text names."""
    return frozenset(name for name, words in _GROUPS.items() if words.search(text))


def concerns(sentence: str, asked_for: frozenset[str]) -> bool:
    """Whether what the sentence says holds for those that the question names, as far as its words tell.

    A sentence that names one sex alone is not for a question about the other; one on children, pregnancy or HIV
    only for a question on them.
    """
    named = groups_of(sentence)
    everybody = bool(_EVERYBODY.search(sentence))
    if not named or (everybody and named <= {"child", "female", "male", "old"}):
        return True
    if named & {"female", "male"} == {"female"} and "male" in asked_for and "female" not in asked_for:
        return False
    if named & {"female", "male"} == {"male"} and "female" in asked_for and "male" not in asked_for:
        return False
    return named - {"female", "male", "old"} <= asked_for and not ("old" in named and "child" in asked_for)
