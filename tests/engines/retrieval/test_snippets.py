"""A snippet is the short stretch of the text that shows why it was found."""

import pytest

from consilia.engines.retrieval.snippets import WIDTH, snippet

STORY = (
    "I am thirty and work in an office. I sleep badly and drink a lot of coffee, as everyone here does. "
    "Last year I changed to another team, which was stressful for me and for my family at home. "
    "Since Monday my eyelid has been twitching all day. My sister says that it is nothing to worry about."
)


def test_it_shows_the_words_looked_for() -> None:
    shown = snippet([STORY], {"eyelid": 3.0, "twitch": 3.0})
    assert "eyelid has been twitching" in shown
    assert shown.startswith("…")
    assert len(shown) <= WIDTH + 2


def test_a_short_text_is_shown_whole() -> None:
    assert snippet(["My eyelid twitches."], {"eyelid": 1.0}) == "My eyelid twitches."


def test_the_reply_is_shown_when_it_holds_the_words() -> None:
    assert snippet(["What is this?", "Probably an eyelid twitch."], {"eyelid": 1.0}) == "Probably an eyelid twitch."


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet([STORY], {}).startswith("I am thirty")


def test_words_are_not_cut() -> None:
    words = set(STORY.split())
    for wanted in ({"coffe": 1.0}, {"team": 1.0}, {"sister": 1.0}, {}):
        assert set(snippet([STORY], wanted).strip("…").split()) <= words


def test_chinese_is_cut_by_characters() -> None:
    text = "我今年三十歲，在公司上班，平時睡眠不足而且常喝咖啡。" * 12 + "從星期一開始左眼皮一直跳。"
    shown = snippet([text], {"眼皮": 2.0})
    assert "左眼皮一直跳" in shown
    assert len(shown) <= WIDTH + 2


@pytest.mark.parametrize("texts", [[], [""], ["\n \t"], ["", ""]])
def test_nothing_to_show(texts: list[str]) -> None:
    assert snippet(texts, {"eyelid": 1.0}) == ""


def test_broken_characters_can_be_shown() -> None:
    snippet(["eyelid \ud800 twitching"], {"eyelid": 1.0}).encode()


def test_a_text_without_punctuation_is_shown_where_the_words_are() -> None:
    assert "eyelid" in snippet([f"{'so it goes on and on ' * 40} my eyelid twitches {'and on ' * 60}"], {"eyelid": 1.0})
