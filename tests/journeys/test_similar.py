"""Similar Q&A of the example service: what is like a question stands under it, and nothing else does."""

import re

import pytest
from playwright.sync_api import expect

from consilia.library.models import Page
from tests.journeys.conftest import Arrive

FAMILY = {
    "en": (
        "Eyelid twitching for two weeks",
        re.compile("twitch", re.IGNORECASE),
        re.compile("stool|piles|pregnan|skin"),
    ),
    "zh-hant": ("連續加班喝咖啡，右眼皮跳了五天", re.compile("抽|跳"), re.compile("便|月經|懷孕|失眠")),
}


@pytest.mark.parametrize("language", FAMILY)
def test_a_page_lists_what_is_like_it_and_nothing_else(arrive: Arrive, example: None, language: str) -> None:
    title, like_it, unlike_it = FAMILY[language]
    reader = arrive(language)
    reader.page.goto(Page.objects.get(title__startswith=title).get_absolute_url())
    similar = reader.page.get_by_role("region", name=reader.words("Similar Q&A"))
    expect(similar.get_by_role("heading", level=3).first).to_be_visible()
    titles = similar.get_by_role("listitem").get_by_role("heading").all_inner_texts()
    assert 1 <= len(titles) <= 4
    assert like_it.search(titles[0])
    assert title not in "".join(titles)
    assert not unlike_it.search("".join(titles))
    similar.get_by_role("link", name=reader.words("Read more")).first.click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(titles[0])
    reader.check(reader.page)


def test_other_words_for_the_same_are_understood_while_one_types(arrive: Arrive, example: None) -> None:
    asker = arrive()
    asker.opens("questions:ask")
    asker.writes("What is your question?", "the skin above my eye keeps fluttering")
    answers = asker.page.get_by_role("region", name="Doctors have already answered")
    expect(answers.get_by_role("link").first).to_contain_text("Eyelid twitching")
