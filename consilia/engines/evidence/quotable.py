"""Which sentences of a source can stand on a page alone: whole, plain, about people in general."""

import re
from typing import Final

SHORTEST: Final = 5
LONGEST: Final = 40
LONGEST_CHINESE: Final = 50


def _any(*patterns: str) -> "re.Pattern[str]":
    return re.compile("|".join(patterns), re.IGNORECASE)


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_ENDINGS: Final = (".", "!", "。", "！", ".\"", ".”", ".)", "。」", "。）")
_LIST_OF_ITEMS = re.compile(r"(?:include|includes|including|are|such as)[:,]? - \S.* - \S")
# The beginning leans on a sentence that is not shown.
_LEANING = _any(
    r"(?:it|its|this|that|these|those|they|their|them|he|she|his|her|him|such|so|but|however|also|then)\b",
    r"(?:therefore|thus|and|or|because|in addition|another|other(?! (?:common )?(?:symptoms|signs|causes)\b)|both|for example)\b",
    r"[-–•*]|\d{1,3}[.)，、]|[一二三四五六七八九十][、，.]|果是|之，",
    r"[這那它他她牠此該其](?![個些])|但|而且|另外|所以|因此|然而|同時|並且|以上|上述",
)
_ABOUT_ONE_PERSON = _any(
    r"\b(?:i|i['’]m|i['’]ve|my|me|mine|we|our|us)\b",
    r"\byou(?: had| were| mentioned| said| described)\b",
    r"\byour (?:case|age|wife|husband|son|daughter|baby|child|mother|father|question|symptoms|description)\b",
    r"\byour (?:mri|ct|reports?|results?|tests?|expected)\b",
    r"\b(?:hi|hello|dear|thanks?|regards|good luck|welcome|wish\w*|hope)\b|\b(?:dr|mr|mrs|ms|prof)\.",
    r"(?<![若當])(?<!如果)(?<!請)[您你]|謝謝|感謝|祝您|祝你|希望我|我|[他她]|叔|伯父|[哥姐弟妹][哥姐弟妹]|爸|媽|老公|老婆|兒子|女兒|樓主|朋友們|[啊啦吧哦呢嘛]|你的情況|您的情況|你這|您這|根據你|根據您|根據描述|朋友",
)
# Another person's dose is no advice to a reader.
_DOSE = _any(
    r"\d\s*(?:mg|mcg|µg|ug|ml|iu|units?|tablets?|pills?|capsules?|drops?)\b",
    r"\d\s*(?:毫克|毫升|公克|克|粒|錠|片|滴|顆|包|丸)",
    r"\b(?:once|twice|times) (?:a day|daily)\b|\bb\.?i\.?d\b|\bt\.?i\.?d\b",
    r"[每一][日天][一二三兩四\d]+次",
)
# What a publication says about itself.
_BOILERPLATE = _any(
    r"orphanet|human phenotype ontology|\bthis (?:page|website|booklet|research|summary|section)\b",
    r"\bclinical trials?\b|\bnih\b|\bpdq\b|\bmore information\b|\binformation (?:on|about)\b|https?:|www\.",
)
_BROKEN_LIST = re.compile(r"\s{2,}|\n")
# It points at something that is not shown.
_POINTING = _any(
    r"\b(?:above|below|following|listed here|as (?:described|mentioned|discussed)|see (?:figure|table|the))\b",
    r"\b(?:figure|table|animation|illustration|video|chart|key points|click|read more|learn more)\b",
    r"\b(?:for (?:more|further) (?:details|information)|this (?:drug|test|condition|disorder|disease) (?:is|was) (?:named|called))\b",
    r"(?<!^)\b(?:these|those|this) (?!of\b|who\b|with\b|time\b|way\b|means\b|is\b|can\b|may\b)[a-z]+\b",
    r"如下|下列|以下|見圖|點擊|上面|前面",
)
# A count of cases, or what researchers do, answers no question of one reader.
_ABOUT_NUMBERS = _any(
    r"\b(?:million|billion|thousands?|percent of|in the united states|united states|americans?|worldwide|prevalence)\b",
    r"\b(?:researchers?|scientists?|investigators?|stud(?:y|ies)|literature|approved by|fda|funded|registry)\b",
    r"\b\d+(?:\.\d+)? (?:percent|in \d[\d,]+)\b|\b1 in \d[\d,]*",
    r"發病率|盛行率|萬人|研究人員|研究顯示|國人",
)
# True, and tells nothing.
_EMPTY: Final = _any(
    r"^different (?:types|factors|kinds)\b|\bcertain (?:cancers|people|types)\b|^there (?:are|is) (?:many|several|some|a number of|two|three|four|five|different|various|lots of)\b|^here (?:are|is)\b|\bmay one day\b|^nearly everyone\b",
    r"^your \w+(?: \w+)? (?:is|are|has|have) (?:a|an|the|two|three)\b|^(?:check out|get more|find out more|visit|ask your library|learn)\b|you['’]?re not alone",
    r"\b(?:tips|glossary|play(?:s)? (?:a|an) \w+ role|is (?:a )?(?:very |incredibly |quite )?(?:common|important) ?(?:condition|part|in|for|disease)?[^a-z]*$)",
    r"\b(?:depends?|depending|vary|varies|range) (?:on|upon|from|among|with)\b|^many things\b|\bhere are things\b|\bgood news is\b|\bvery serious disease\b|\bwhat they are\b|\bmedicare\b|\bmedicaid\b|\binsurance\b|\bcan affect (?:anyone|people of all ages)",
    r"^(?:talk|work|discuss|speak) (?:with|to) (?:your|a) (?:doctor|health)|\bbe sure to tell your doctor\b|\bsome early reports\b",
    r"\b(?:second|third|most|more|less) common (?:type|cause) of \w+ in the\b|\bhelp you understand\b|\bis (?:being )?(?:studied|tested)\b",
    r"\b(?:your|the) (?:doctor|health care (?:provider|professional)|provider) (?:also )?(?:may|might|will|can) (?:also )?(?:want|suggest|recommend|ask)\b.{0,40}$",
)
# A heading that ran into its sentence: "Treatment Options Most people", "Know the Signs Knowing the signs".
_GLUED_HEADING: Final = re.compile(
    r"[a-z?”\"] (?:The|If|When|While|Most|Many|Some|You|Your|It|This|There|Although|Sometimes|However|Because|Usually) [a-z]"
    r"|^[A-Z][a-z]+ (?:In|At|If|When|The|Most|Some|Many|You|Your|There|For|Although|People|Doctors|It|This|A|An|With|To|As|No) [a-z]"
    r"|^(\w+) \1\b|^[^.]{3,60}\b(\w{4,})s? \2\b"
)
# Two words that lost the dash between them: "grointhe", "boneswhich".
_GLUED_WORDS: Final = re.compile(
    r"\b(?!(?:brea|ba|soo|loa|clo|see|ti|la|scat?|swa|shea|wri|bli|li|tee|brea|unclo)the\b)[a-z]{3,}(?:the|which|called|usually|including|especially)\b"
)
# An abbreviation taken for the end: "active against S."
_CUT_SHORT: Final = re.compile(r"(?<!vitamin )(?<!hepatitis )(?<!type )(?<!group )\b[A-Z]\.$")
_OPEN_BRACKET: Final = re.compile(r"^[^()（）]*[)）]|[(（][^()（）]*$")

_UNFIT: Final = (
    _CUT_SHORT, _ABOUT_ONE_PERSON, _DOSE, _BOILERPLATE, _BROKEN_LIST, _POINTING, _ABOUT_NUMBERS, _EMPTY, _GLUED_HEADING, _GLUED_WORDS, _OPEN_BRACKET,
)
_TO_SOMEBODY: Final = _any(
    r"\b(?:you|your|yours|he|she|her|his|him|was|were|did|had|kindly|please|ok|okay|hence)\b|[?]",
    r"^(?:get|take|try|do|go|use|see|ask|start|stop|avoid|eat|drink|consult|check|keep|make|apply|continue|wear|let|have|rest"
    r"|better|best|need|needs|should|must|can|may|will|would|could|if)\b",
    r"妳|咱|給你|你們|祝|放心|別擔心|不用擔心|這個|這種|這樣|那麼|首先|其次|最後|比如說|這類|該病|本病|此病|期望|希望|的話|同時",
)
_GENERAL: Final = _any(
    r"\b(?:is|are|can|may|usually|often|commonly|most|should|must|helps?|causes?|occurs?|needs?)\b",
    "[\u3400-\u4dbf\u4e00-\u9fff]",
)


def words(text: str) -> int:
    """Length in words; in Chinese two characters count as one word."""
    return len(_WORD.findall(text)) + (len(_HAN.findall(text)) + 1) // 2


def is_quotable(sentence: str) -> bool:
    """Whether the sentence is complete, of 5 to 40 words, leans on nothing before it and on no one person.

    Questions, greetings, lists and headings run into one line, doses given to somebody else, what points elsewhere
    and what counts cases are not quotable.
    """
    return (
        SHORTEST <= words(sentence) <= (LONGEST if sentence.isascii() or not _HAN.search(sentence) else LONGEST_CHINESE)
        and (sentence.endswith(_ENDINGS) or bool(_LIST_OF_ITEMS.search(sentence)))
        and not _LEANING.match(sentence)
        and not _begins_with_heading(sentence)
        and not any(unfit.search(sentence) for unfit in _UNFIT)
    )


def _begins_with_heading(sentence: str) -> bool:
    """Two or more capitals among the words after the first: "Swelling and Pain in the Joints Different types ..."."""
    after = sentence.split()[1:7]
    return sum(word[:1].isupper() and word[1:2].islower() or word in {"A", "--"} for word in after) >= 2


def holds_for_everybody(sentence: str) -> bool:
    """Whether a sentence of a reply to one person speaks of people in general: neither to them nor of an event."""
    return not _TO_SOMEBODY.search(sentence) and bool(_GENERAL.search(sentence))
