"""Walking through a page by keyboard alone; at each stop it has to be visible where one is."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.people import Person

MOST_STOPS = 80
HAS_FOCUS = "element => element === document.activeElement"
# How an element, its label and the drawn box of a radio button show focus: by an outline that is painted, a shadow
# (the ring of nhsuk-frontend) or another background. A border or underline that changes is too little to be seen.
LOOKS = """() => {
    const painted = (colour) => !/[,/] *0\\)$/.test(colour);
    const outline = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        && painted(style.outlineColor) ? style.outlineColor : "";
    const look = (style) => style.opacity === "0" ? ""
        : [outline(style), style.boxShadow, style.backgroundColor].join();
    const all = [...document.querySelectorAll("a, button, input, select, textarea, summary")];
    const labelled = (element) => element.labels ? [...element.labels] : [];
    const looks = (element) => [look(getComputedStyle(element)), ...labelled(element).flatMap(
        (label) => [look(getComputedStyle(label)), look(getComputedStyle(label, "::before"))])].join(" / ");
    return {at: all.indexOf(document.activeElement), looks: all.map(looks), box: (() => {
        const rect = document.activeElement.getBoundingClientRect();
        return rect.width * rect.height;
    })()};
}"""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A person's keyboard on the page where they are."""

    person: Person

    def tab_to(self, target: Locator) -> None:
        """Press Tab until `target` has the focus. Fails where focus cannot be seen or never comes there."""
        unfocused = self._looks()
        for _stop in range(MOST_STOPS):
            self.person.page.keyboard.press("Tab")
            self._assert_seen(unfocused)
            if target.evaluate(HAS_FOCUS):
                return
        raise AssertionError(f"Tab never comes to {target}")

    def types(self, target: Locator, text: str) -> None:
        """Tab to a text field and type."""
        self.tab_to(target)
        self.person.page.keyboard.type(text)
        expect(target).to_have_value(text)

    def presses(self, target: Locator, key: str) -> None:
        """Tab to something and press a key."""
        self.tab_to(target)
        self.person.page.keyboard.press(key)

    def chooses(self, target: Locator) -> None:
        """A radio button: Tab comes to the group, arrows go through it, Space takes it."""
        group = target.page.locator(f"input[name='{target.get_attribute('name')}']")
        checked = group.and_(target.page.locator(":checked"))
        self.tab_to(checked if checked.count() else group.first)
        for _choice in range(group.count()):
            if target.evaluate(HAS_FOCUS):
                break
            self.person.page.keyboard.press("ArrowDown")
        self.person.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def _looks(self) -> Any:
        return self.person.page.evaluate(LOOKS)

    def _assert_seen(self, unfocused: Any) -> None:
        now = self._looks()
        here = now["at"]
        if here < 0:  # the browser's own frame, or the page as a whole: between the last stop and the first
            return
        name = self.person.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert now["box"] > 0, f"focus on something that cannot be seen: {name}"
        if unfocused["at"] != here:
            assert now["looks"][here] != unfocused["looks"][here], f"focus is not shown on {name}"
