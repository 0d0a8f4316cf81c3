"""A doctor's few marks: what they become, what stays as it was typed, and that nothing else gets through."""

import html
import re
import time

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from consilia.accounts.models import Department, User
from consilia.library import actions
from consilia.library.copies import Correction
from consilia.library.exporting import exchange_records
from consilia.library.formatting import formatted, plain
from consilia.library.indexing import page_passage
from consilia.library.models import Page, PageReply
from tests import factories
from tests.library.test_structured import page_facts

BULLETS = '<ul class="nhsuk-list nhsuk-list--bullet">'
NUMBERS = '<ol class="nhsuk-list nhsuk-list--number">'
TAGS = re.compile(
    r"</?(?:p|em|strong|li|ul|ol)>|<br>|<ul class=\"nhsuk-list nhsuk-list--bullet\">|"
    r"<ol(?: start=\"[0-9]{1,2}\")? class=\"nhsuk-list nhsuk-list--number\">"
)
LONG = 100_000
SECONDS = 6.0


def flat(text: str) -> str:
    return formatted(text).replace("\n", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Rest.\nDrink.\n\nSee a doctor.", "<p>Rest.<br>Drink.</p><p>See a doctor.</p>"),
        ("Take it *after* meals.", "<p>Take it <em>after</em> meals.</p>"),
        ("Do **not** stop it.", "<p>Do <strong>not</strong> stop it.</p>"),
        ("***Now***", "<p><em><strong>Now</strong></em></p>"),
        ("Do:\n- rest\n- drink", f"<p>Do:</p>{BULLETS}<li>rest</li><li>drink</li></ul>"),
        ("Do:\n* rest\n* *drink*", f"<p>Do:</p>{BULLETS}<li>rest</li><li><em>drink</em></li></ul>"),
        ("1. rest\n2. drink", f"{NUMBERS}<li>rest</li><li>drink</li></ol>"),
        ("1) rest\n   at home", f"{NUMBERS}<li>rest<br>at home</li></ol>"),
        ("3. third", '<ol start="3" class="nhsuk-list nhsuk-list--number"><li>third</li></ol>'),
        ("- a\n  - b", f"{BULLETS}<li>a{BULLETS}<li>b</li></ul></li></ul>"),
    ],
)  # fmt: skip
def test_marks_become_what_they_mean(typed: str, shown: str) -> None:
    assert flat(typed) == shown


def test_what_follows_a_list_at_the_margin_is_no_part_of_its_last_item() -> None:
    said = flat("- rest\n- drink\nCome at once if it gets worse.")
    assert said == f"{BULLETS}<li>rest</li><li>drink</li></ul><p>Come at once if it gets worse.</p>"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**注意：**請立即就醫", "<strong>注意：</strong>請立即就醫"),
        ("**紅旗**：立刻就醫", "<strong>紅旗</strong>：立刻就醫"),
        ("這是**「紅旗」**，請就醫", "這是<strong>「紅旗」</strong>，請就醫"),
        ("這是**「紅旗」**請就醫", "這是<strong>「紅旗」</strong>請就醫"),
        ("請**不要**自行停藥", "請<strong>不要</strong>自行停藥"),
        ("請**不要**自行**停藥**。", "請<strong>不要</strong>自行<strong>停藥</strong>。"),
        ("如果**CRP**升高", "如果<strong>CRP</strong>升高"),
        ("（*重要*）", "（<em>重要</em>）"),
        ("**［姓名］**您好", "<strong>［姓名］</strong>您好"),
    ],
)
def test_emphasis_beside_chinese_characters_and_stops_is_as_it_was_typed(typed: str, shown: str) -> None:
    assert flat(typed) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "typed",
    [
        "2*3*4 mg and 5 * 6 * 7",
        "HLA-B*27 and HLA-B*5701",
        "含量為3.44*10的7次方，2*3次",
        "*p below 0.05, **p below 0.01",
        "paracetamol* and ibuprofen* help",
        "**not closed",
        "some_snake_case and _underscores_ and __more__",
        "# No heading",
        "Heading\n---",
        "> no quotation",
        "`code` and ```code```",
        "    no code",
        "[link](https://example.org) ![picture](x.png) <https://example.org>",
        "[a]: https://example.org",
        "https://example.org/a_b_c",
        "+ 2 kg since May",
        "-5 degrees, and - alone",
        "2023. That was the year.",
        "1.多喝水\n2.多休息",
        "&amp; \\* a|b\n---|---",
        "~~no~~ ==no== :smile: H~2~O",
        "****four****",
        "▮▮▮ said [name]",
    ],
)
def test_everything_else_stands_as_it_was_typed(typed: str) -> None:
    said = flat(typed)
    assert set(re.findall(r"<[^>]*>", said)) <= {"<p>", "</p>", "<br>"}
    written = said.replace("<br>", "\n").removeprefix("<p>").removesuffix("</p>")
    assert html.unescape(written) == typed.strip()


HOSTILE = [
    "<script>alert(1)</script>",
    "**<img src=x onerror=alert(1)>**",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    '- " onmouseover="alert(1)',
    "1. </li></ol><b>out</b>",
    "<!-- *a* -->",
    "\ud800 *lone* \udfff",
    "\0*a*\0",
    "\u202e*a*\u2066",
    "[a]: javascript:alert(1)\n\n[a]",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_no_markup_gets_through(typed: str) -> None:
    assert "<" not in TAGS.sub("", formatted(typed))


@given(st.text(alphabet="*_-+1.) \n<>&\"'\\`[]!#a注：", max_size=200))
def test_whatever_is_typed_only_the_known_tags_come_out_and_they_are_closed(typed: str) -> None:
    said = formatted(typed)
    assert "<" not in TAGS.sub("", said)
    for tag in ("p", "em", "strong", "li", "ul", "ol"):
        assert len(re.findall(rf"<{tag}[ >]", said)) == said.count(f"</{tag}>")
    letters = re.findall(r"[a注：]", typed)
    assert re.findall(r"[a注：]", html.unescape(TAGS.sub("", said))) == letters, "no word is lost"
    assert re.findall(r"[a注：]", plain(typed)) == letters


@pytest.mark.parametrize("piece", ["- ", "*", "*a* ", "a**b*c", "- a\n", "  - a\n - b\n"])
def test_a_long_hostile_reply_is_set_in_time_and_loses_nothing(piece: str) -> None:
    typed = piece * (LONG // len(piece))
    # Of the process: other work on this machine does not count.
    began = time.process_time()
    said = formatted(typed)
    assert time.process_time() - began < SECONDS
    assert TAGS.sub("", said).count("a") == typed.count("a")


def test_lists_and_emphasis_are_nested_only_so_deep() -> None:
    deep = "\n".join("  " * depth + "- a" for depth in range(300))
    assert formatted(deep).count("<ul") == 3
    assert TAGS.sub("", formatted(deep)).count("a") == 300
    emphasised = formatted("*a **b " * 300 + "c** d* " * 300)
    assert "<em>" in emphasised
    assert not re.search(r"(?:<(?:em|strong)>[^<]*){3}", emphasised)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("As it was.\n\n\n - typed,  with spaces", "As it was.\n\n\n - typed,  with spaces"),
        ("**注意：**請\n*立即*就醫", "注意：請\n立即就醫"),
        ("Do:\n* rest\n* **drink**\n\nThen come.", "Do:\n- rest\n- drink\n\nThen come."),
        ("1. *a*\n2. b\n   - c", "1. a\n2. b\n  - c"),
        ("HLA-B*27", "HLA-B*27"),
    ],
)
def test_plain_words_hold_no_mark(typed: str, words: str) -> None:
    assert plain(typed) == words


# --- where a published reply is read ---

SAID = "**Rest**, and:\n* drink\n* *sleep*"
WORDS = "Rest, and:\n- drink\n- sleep"


@pytest.mark.django_db
def test_a_page_sets_the_reply_and_machines_read_its_words(client: Client, neurology: Department) -> None:
    page = factories.page(reply=SAID)
    shown = client.get(page.get_absolute_url()).content.decode()
    assert formatted(SAID) in shown
    assert page_facts(client, page)["mainEntity"]["acceptedAnswer"]["text"] == WORDS
    assert page_passage(Page.objects.for_reading().prefetch_related("replies").get()).replies == (WORDS,)


@pytest.mark.django_db
def test_an_export_holds_the_reply_as_it_was_typed(neurology: Department) -> None:
    factories.page(reply=SAID)
    (record,) = exchange_records()
    assert record["replies"][0]["text"] == SAID


@pytest.mark.django_db
def test_what_a_reply_said_before_is_set_alike(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    PageReply.objects.update(text=SAID)
    correction = Correction(0, "The weeks were wrong.", (), (), "Another **word**")
    actions.correct_reply(number=page.pk, correction=correction, by=erin, now=factories.NOW)
    shown = client.get(page.get_absolute_url()).content.decode()
    assert formatted(SAID) in shown
    assert formatted("Another **word**") in shown
