"""The interface in two languages: nothing untranslated, nothing broken, Chinese as Taiwan writes it."""

import gettext
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils import translation

from consilia.library.templatetags.library_words import as_date

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "tools" / "messages.py"
LOCALE = ROOT / "consilia" / "website" / "locale"
LANGUAGES = ("en", "zh_Hant")
TEXTS = sorted(
    [
        *(ROOT / "consilia" / "website" / "example").glob("*.toml"),
        *(ROOT / "consilia" / "website" / "example").glob("*.jsonl"),
        *(ROOT / "consilia" / "questions" / "jurisdictions").glob("*.toml"),
    ]
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|<[^>]+>")
# Western punctuation right after a Chinese character; readers expect full-width signs there.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,?!;:]")
# Common characters that nobody writes this way in Taiwan. Left out are those that have a use there too, though
# another one: 里 后 面 只 台 系 干 松 几 么 征 症.
SIMPLIFIED = frozenset(
    "们这说医发诊为时会过还没对来国开关问题请让给药疗压脑肿胀肠胆脏脉伤烧热湿风儿妇产岁难吗听觉视见观现应该"
    "谢谁语话读写书电张类级紧结经络线继续联网页项顾预须馆饮饭龄钟针镜长门间闷阳阴际险随隐离双变号员呕单卫"
    "厉动务办区协乱专业东两严个临举亲从优传侧减决复头实审护报择数断无显"
)


def _entries(language: str) -> list[Message]:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (str(message.string),)


def _source(message: Message) -> str:
    # A plural entry: one form may leave its number out, the other never does.
    return str(message.id[-1] if isinstance(message.id, (list, tuple)) else message.id)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MESSAGES), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _words_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    data = [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else tomllib.loads(text)
    return "\n".join(_strings(data))


def test_every_string_stands_in_both_languages() -> None:
    done = _run("check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders_and_tags_of_its_source(language: str) -> None:
    wrong = [
        (source, form)
        for message in _entries(language)
        for source in [_source(message)]
        for form in _forms(message)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(source))
    ]
    assert wrong == []


def _compiled(language: str, folder: Path) -> gettext.NullTranslations:
    catalogue = folder / language / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    shutil.copy(LOCALE / language / "LC_MESSAGES" / "django.po", catalogue)
    done = _run("compile", str(catalogue))
    assert done.returncode == 0, done.stderr
    return gettext.translation("django", folder, languages=[language])


def test_the_compiled_chinese_catalogue_speaks_chinese(tmp_path: Path) -> None:
    words = _compiled("zh_Hant", tmp_path)
    assert words.gettext("Ask a doctor") == "問醫師"
    assert words.pgettext("urgency", "Urgent") == "緊急"
    # Chinese has one form for one and for many.
    assert {words.ngettext("%(age)d year", "%(age)d years", age) for age in (1, 2)} == {"%(age)d 歲"}


def test_the_compiled_english_catalogue_repeats_the_source(tmp_path: Path) -> None:
    words = _compiled("en", tmp_path)
    assert words.gettext("Ask a doctor") == "Ask a doctor"
    assert words.ngettext("%(age)d year", "%(age)d years", 1) == "%(age)d year"
    assert words.ngettext("%(age)d year", "%(age)d years", 2) == "%(age)d years"


def test_the_chinese_catalogue_holds_no_simplified_character() -> None:
    wrong = [form for message in _entries("zh_Hant") for form in _forms(message) if SIMPLIFIED & set(form)]
    assert wrong == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_chinese_texts_that_ship_hold_no_simplified_character(path: Path) -> None:
    assert SIMPLIFIED & set(_words_of(path)) == set()


def test_chinese_punctuation_is_full_width() -> None:
    wrong = [form for message in _entries("zh_Hant") for form in _forms(message) if HALF_WIDTH.search(form)]
    assert wrong == []


@pytest.mark.parametrize(
    ("stored", "shown"), [("2024-03", "2024年3月"), ("2024-11-05", "2024年11月5日"), ("2023", "2023")]
)
def test_dates_read_as_chinese_writes_them(stored: str, shown: str) -> None:
    with translation.override("zh-hant"):
        assert as_date(stored) == shown
