"""The tool that builds the model of masking: other names go in, and every mark stays on what it marked."""

import gzip
import json
import random
import re
from types import SimpleNamespace

import pytest

from consilia.engines.deid.lists import chinese_names
from consilia.engines.deid.tagging import tokens
from tools.tagger import names, train
from tools.tagger.varying import Message, Namer, People, Pools, Span, in_small_letters, varied

POOLS = Pools(
    latin=[People(["Aroha", "Bengt"], ["Castellanos", "Dvorak"]), People(["Efua"], ["Frimpong"], 4)],
    chinese=["雅筑", "冠廷"],
)
SEEDS = range(10)


def marked(told: str) -> Message:
    """[KIND:text] marks a span."""
    text, spans, at = "", [], 0
    for mark in re.finditer(r"\[([A-Z/_]+):([^\]]+)\]", told):
        text += told[at : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return Message(text + told[at:], tuple(spans))


def told(message: Message) -> str:
    text, at = "", 0
    for span in message.spans:
        text += f"{message.text[at : span.start]}[{span.kind}:{message.text[span.start : span.end]}]"
        at = span.end
    return text + message.text[at:]


def namer(seed: int) -> Namer:
    return Namer(POOLS, random.Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_marks_stay_on_what_they_marked(seed: int) -> None:
    before = "😷 I am [NAME:Li Wei], ring [PHONE:0161 496 0123], Dr [CLINICIAN:Okonkwo] said [EMAIL:a@example.org] 5 mg"
    after = told(varied(marked(before), POOLS, random.Random(seed)))
    found = re.fullmatch(
        r"😷 I am \[NAME:([A-Za-z]+ [A-Za-z]+)\], ring \[PHONE:(\d{4} \d{3} \d{4})\], "
        r"Dr \[CLINICIAN:([A-Za-z]+)\] said \[EMAIL:a@example\.org\] 5 mg",
        after,
    )
    assert found, after
    assert found[1] != "Li Wei"
    assert found[2] != "0161 496 0123"
    assert found[3] != "Okonkwo"


@pytest.mark.parametrize("seed", SEEDS)
def test_spans_may_come_in_any_order(seed: int) -> None:
    message = marked("我是[NAME:王小明]，找[CLINICIAN:林]醫師，電話[PHONE:0912345678]")
    turned = message._replace(spans=message.spans[::-1])
    assert varied(turned, POOLS, random.Random(seed)) == varied(message, POOLS, random.Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_name_becomes_the_same_name(seed: int) -> None:
    message = varied(
        marked("[NAME:Priya] fell. Then [NAME:priya] got up. 媽媽[NAME:陳玉]，[NAME:陳玉]"), POOLS, random.Random(seed)
    )
    one, two, three, four = (message.text[span.start : span.end] for span in message.spans)
    assert one == two
    assert three == four


@pytest.mark.parametrize("seed", SEEDS)
def test_chinese_names_keep_their_shape(seed: int) -> None:
    tables, draw = chinese_names(), namer(seed).name
    surnames = tables.common | tables.rare
    whole, married, double = draw("王小明"), draw("林陳美玉"), draw("歐陽娜娜")
    assert len(whole) == 3
    assert whole[0] in surnames
    assert len(married) == 4
    assert {married[0], married[1]} <= surnames
    assert len(double) == 4
    assert double[:2] in tables.compound
    assert draw("林") in surnames
    assert draw("老王")[0] == "老"
    assert draw("老王")[1] in surnames
    assert draw("阿傑")[0] == "阿"
    assert len(draw("阿傑")) == 2
    assert len(set(draw("美美"))) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_latin_names_keep_capitals_particles_and_signs(seed: int) -> None:
    draw = namer(seed).name
    assert draw("mikey").islower()
    assert draw("SARAH").isupper()
    assert draw("Sarah").istitle()
    assert re.fullmatch(r"[A-Z]\. van der [A-Z][a-z]+, Jr\.", draw("J. van der Berg, Jr."))


def test_a_given_and_a_family_name_come_from_one_people() -> None:
    pairs = {namer(seed).name("Sarah Walsh") for seed in SEEDS}
    assert "Efua Frimpong" in pairs
    assert not pairs & {"Efua Dvorak", "Efua Castellanos", "Aroha Frimpong", "Bengt Frimpong"}


def test_names_in_other_letters_stay() -> None:
    assert namer(1).name("さくら") == "さくら"
    assert namer(1).name("李Kevin") == "李Kevin"


def test_about_two_in_five_new_names_are_hidden_from_the_lists() -> None:
    message = marked("I am [NAME:Sarah] and live at [ADDRESS:5 Elm Road]")
    copies = [varied(message, POOLS, random.Random(seed)) for seed in range(400)]
    hidden = [copy.hidden for copy in copies if copy.hidden]
    assert 120 < len(hidden) < 200
    assert all(copy.text[copy.spans[0].start : copy.spans[0].end] in copy.hidden for copy in copies if copy.hidden)


def test_small_letters_move_no_mark() -> None:
    assert told(in_small_letters(marked("İn I am [NAME:Sarah] B"))) == "İn i am [NAME:sarah] b"


def test_labels_tell_where_names_begin_and_numbers_do_not() -> None:
    message = marked("I am [NAME:Li Wei], ring [PHONE:0161 496]")
    assert train.labels(tokens(message.text), message.spans) == [
        "O",
        "O",
        "B-NAME",
        "I-NAME",
        "O",
        "O",
        "NUMBER",
        "NUMBER",
    ]


def test_only_messages_with_identifiers_come_again() -> None:
    plain, named = marked("my knee hurts"), marked("[NAME:Sarah] fell")
    assert len(list(train.marked([plain], POOLS, random.Random(1)))) == 1
    assert len(list(train.marked([named], POOLS, random.Random(1)))) == 1 + train.COPIES


def test_the_model_is_written_in_thousandths_and_as_the_same_bytes() -> None:
    info = SimpleNamespace(
        labels={"O": "0", "B-NAME": "1", "I-NAME": "2"},
        state_features={("w=sarah", "B-NAME"): 1.2345, ("w=knee", "O"): 0.0001},
        transitions={("B-NAME", "I-NAME"): 0.5, ("O", "O"): 0.25},
    )
    written = train.packed(info)
    assert json.loads(gzip.decompress(written)) == {
        "labels": ["O", "B-NAME", "I-NAME"],
        "transitions": [[250, 0, train.NEVER], [0, 0, 500], [0, 0, 0]],
        "features": {"w=sarah": {"1": 1234}},
    }
    assert train.packed(info) == written


def test_exams_are_never_learnt_from() -> None:
    read = names.own_messages()
    assert read
    assert not any("exam" in path.name for path in read)
    assert not list(train.WRITTEN.glob("*exam*"))
