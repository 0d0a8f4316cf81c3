"""Which facet a sentence belongs to, told by its cue words."""

import re
from typing import Final

_ENGLISH: Final = {
    "warning_signs": r"""emergency|right\ away|immediately|urgent(?:ly)?|as\ soon\ as\ possible|call\ (?:911|999|112|119|your)
        |seek\ (?:medical|immediate|help|care|prompt)|medical\ (?:attention|help)\ if|see\ (?:a|your)\ (?:doctor|physician)\ if
        |(?:contact|tell)\ (?:a|your)\ (?:doctor|health\ care\ provider|provider)\ if|warning\ signs?|life[- ]threatening|go\ to\ (?:the|an)\ (?:er|hospital|emergency)""",
    "checks": r"""diagnos\w+|tests?|tested|blood\ tests?|x-?rays?|mri|ct|scan\w*|ultrasound|biops\w+|examin\w+|physical\ exam
        |imaging|electromyograph\w*|emg|ecg|ekg|endoscop\w+|screening|medical\ history|check(?:ed|s|\ for)|monitor\w*|measured?""",
    "self_care": r"""rest|drink(?:ing)?|hydrat\w+|avoid(?:ing)?|exercis\w+|diet|eat(?:ing)?|sleep|stretch\w*|wash\w*|ice|heat|warm|cold\ (?:pack|compress)
        |at\ home|home\ (?:care|remed\w+)|over-the-counter|lifestyle|caffeine|quit|stop\ smoking|relax\w*|stress|limit|weight|prevent\w*|protect\w*|fluids""",
    "treatment": r"""treat\w*|therap\w+|medicines?|medications?|drugs?|surg\w+|antibiotics?|injections?|prescri\w+|operation|pills?|steroids?
        |vaccin\w+|transplant\w*|chemotherapy|radiation|cure[ds]?|manag(?:e|ed|ement)|relie(?:f|ve|ves|ved)|rehabilitation""",
    "causes": r"""caus\w+|due\ to|result(?:s|ing)?\ (?:of|from|in)|because|trigger\w*|risk\ factors?|inherit\w*|genes?|mutations?|associated\ with|linked\ to
        |leads?\ to|is\ an?|are\ an?|occurs?\ when|happens?\ when|infection|related\ to|comes?\ from|types?\ of""",
    "outlook": r"""outlook|prognosis|recover\w*|goes?\ away|go\ away|gets?\ better|usually\ (?:heals?|improves?|resolves?)|resolves?|long[- ]term|survival|complications?
        |life\ expectancy|over\ time|lasts?|chronic|permanent|weeks|months|most\ people|harmless|benign|recurr?\w*""",
}
_CHINESE: Final = {
    "warning_signs": "立即|立刻|馬上|儘快|盡快|盡速|急診|急救|就醫|就診|危險|警訊|危及|送醫|一一九|119",
    "checks": "檢查|檢驗|抽血|驗血|化驗|診斷|超音波|超聲|胃鏡|腸鏡|內視鏡|內鏡|電腦斷層|核磁共振|磁振造影|X光|心電圖|肌電圖|腦電圖|篩檢|監測|測量|複查|病史",
    "self_care": "休息|飲食|喝水|飲水|多喝|多吃|少吃|避免|不要|忌|運動|睡眠|作息|熱敷|冰敷|保暖|戒菸|戒煙|戒酒|清淡|減少|控制體重|放鬆|心情|情緒|預防|鍛煉|營養|留意|注意",
    "treatment": "治療|用藥|藥物|服用|口服|手術|抗生素|注射|復健|針灸|處方|療法|療程|疫苗|化療|放療|緩解|藥膏|胰島素|中藥|中醫",
    "causes": "原因|引起|導致|造成|由於|因為|病因|誘因|誘發|感染|遺傳|有關|所致|多見於|屬於|是一種|引發|因素",
    "outlook": "預後|痊癒|治癒|恢復|康復|好轉|自行消失|慢性|復發|併發症|並發症|壽命|長期|多久|數週|幾週|良性|改善",
}
# Where a sentence has cues of several facets, the first of these wins: help now before anything else, and what
# doctors do before what a thing is, since causes and outlook share their words with everything.
_FIRST: Final = ("warning_signs", "treatment", "checks", "self_care", "outlook", "causes")
_ENGLISH_CUES = {name: re.compile(rf"\b(?:{cues})\b", re.IGNORECASE | re.VERBOSE) for name, cues in _ENGLISH.items()}
_CHINESE_CUES = {name: re.compile(cues) for name, cues in _CHINESE.items()}


def facet_of(sentence: str, language: str) -> str | None:
    """The facet with the most different cue words in the sentence, or None where there is no cue."""
    patterns = _CHINESE_CUES if language.lower().startswith("zh") else _ENGLISH_CUES
    counts = {name: len({cue.lower() for cue in patterns[name].findall(sentence)}) for name in _FIRST}
    # A danger word is never outvoted.
    if counts["warning_signs"]:
        return "warning_signs"
    best = max(_FIRST, key=lambda name: counts[name])
    return best if counts[best] else None
