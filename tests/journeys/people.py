"""A person at a browser: reads in one language, presses what they see, types into what has a label."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as BrowserPage


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a browser of their own. `language` is Django's code; `check` fails on barriers in the page."""

    page: BrowserPage
    language: str
    check: Callable[[BrowserPage], None]

    def words(self, message: str, **parts: object) -> str:
        """An interface string as this person reads it."""
        with override(self.language):
            return gettext(message) % parts if parts else gettext(message)

    def address(self, name: str, *args: object) -> str:
        """Where a page stands in this person's language."""
        with override(self.language):
            return reverse(name, args=args)

    def opens(self, name: str, *args: object) -> None:
        """Go to a page by its name."""
        self.page.goto(self.address(name, *args))

    def presses(self, label: str) -> None:
        """The button with this label, in English; it is pressed in the person's language."""
        self.page.get_by_role("button", name=self.words(label), exact=True).click()

    def follows(self, label: str) -> None:
        """The link with this label, in English, followed in the person's language."""
        self.page.get_by_role("main").get_by_role("link", name=self.words(label), exact=True).click()

    def field(self, label: str) -> Locator:
        """The one field with this label."""
        return self.page.get_by_role("main").get_by_label(self.words(label), exact=True)

    def writes(self, label: str, text: str) -> None:
        """Put text into the field with this label."""
        self.field(label).fill(text)

    def ticks(self, label: str) -> None:
        """Check a box or a choice."""
        self.field(label).check()

    def stands_at(self, heading: str, **parts: object) -> None:
        """The page has this first heading, and nothing on it shuts anybody out."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.words(heading, **parts))
        self.is_accessible()

    def is_accessible(self) -> None:
        """Checks the page as it stands, once it has its style."""
        self.page.wait_for_load_state()
        self.check(self.page)

    def reads(self, *texts: str | re.Pattern[str]) -> None:
        """All of these stand in the main part of the page."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def does_not_read(self, *texts: str) -> None:
        """None of these stands anywhere on the page, visible or not."""
        for text in texts:
            expect(self.page.locator("html")).not_to_contain_text(text)
            assert text not in self.page.content()
