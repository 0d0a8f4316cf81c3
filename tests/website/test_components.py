"""What the components give to a reader, a keyboard and a screen reader."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from consilia.accounts.models import User
from consilia.website.templatetags.components import register

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "consilia/website/templates"
COMPONENTS_PAGE = ROOT / "docs/reference/components.md"
COLOURS = ROOT / "assets/scss/_colours.scss"


class Asking(forms.Form):
    use_required_attribute = False

    question = forms.CharField(label="Your question", help_text="In your own words.", widget=forms.Textarea)
    age = forms.IntegerField(label="Age in years", error_messages={"required": "Write an age"})
    sex = forms.ChoiceField(
        label="Sex",
        help_text="As far as it matters.",
        choices=[("f", "Female"), ("m", "Male")],
        widget=forms.RadioSelect,
    )
    signs = forms.MultipleChoiceField(
        label="Signs", choices=[("pain", "Pain"), ("fever", "Fever")], widget=forms.CheckboxSelectMultiple
    )
    department = forms.ChoiceField(label="Department", choices=[("n", "Neurology")])
    publish = forms.BooleanField(label="You may publish this", help_text="Without my name.")
    draft = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        if not self.cleaned_data.get("question"):
            raise forms.ValidationError("Something is missing")
        return self.cleaned_data


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def render(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def elements(html: str, tag: str) -> list[dict[str, str | None]]:
    parser = Elements()
    parser.feed(html)
    return [attributes for name, attributes in parser.found if name == tag]


def ids(html: str) -> set[str]:
    parser = Elements()
    parser.feed(html)
    return {attributes["id"] or "" for _tag, attributes in parser.found if "id" in attributes}


def described_by(html: str, attributes: dict[str, str | None]) -> str:
    """The text that a screen reader reads after the label; fails where an id does not exist."""
    names = (attributes["aria-describedby"] or "").split()
    assert set(names) <= ids(html)
    parts = [re.search(rf'id="{name}"[^>]*>(.*?)</(?:div|span)>(?!</span>)', html, re.DOTALL) for name in names]
    return " | ".join(re.sub(r"<[^>]+>", "", part[1]).strip() for part in parts if part)


@pytest.fixture
def empty() -> Asking:
    return Asking()


@pytest.fixture
def wrong() -> Asking:
    return Asking({})


@pytest.mark.parametrize("name", ["question", "age", "department", "publish"])
def test_a_label_belongs_to_its_control(empty: Asking, name: str) -> None:
    html = render("{% field bound %}", bound=empty[name])
    [label] = elements(html, "label")
    assert label["for"] == f"id_{name}"
    assert label["for"] in ids(html)


def test_a_hint_describes_its_control(empty: Asking) -> None:
    html = render("{% field form.question %}", form=empty)
    [control] = elements(html, "textarea")
    assert described_by(html, control) == "In your own words."
    assert "aria-invalid" not in control


def test_an_error_describes_its_control_after_the_hint(wrong: Asking) -> None:
    html = render("{% field form.question %}", form=wrong)
    [control] = elements(html, "textarea")
    assert described_by(html, control).startswith("In your own words. | Error:")
    assert control["aria-invalid"] == "true"
    assert "nhsuk-form-group--error" in html


def test_a_group_is_described_once_on_its_fieldset(wrong: Asking) -> None:
    html = render("{% field form.sex %}", form=wrong)
    [group] = elements(html, "fieldset")
    assert described_by(html, group).startswith("As far as it matters. | Error:")
    radios = elements(html, "input")
    assert [radio["value"] for radio in radios] == ["f", "m"]
    assert all("aria-describedby" not in radio and "aria-invalid" not in radio for radio in radios)
    assert [label["for"] for label in elements(html, "label")] == [radio["id"] for radio in radios]


def test_what_was_chosen_stays_chosen() -> None:
    form = Asking({"sex": "m", "signs": ["pain", "fever"], "publish": "on", "age": "41"})
    html = render("{% field form.sex %}{% field form.signs %}{% field form.publish %}", form=form)
    assert [control["id"] for control in elements(html, "input") if "checked" in control] == [
        "id_sex_1",
        "id_signs_0",
        "id_signs_1",
        "id_publish",
    ]
    assert elements(render("{% field form.age width=3 %}", form=form), "input")[0]["value"] == "41"


def test_what_was_typed_is_escaped() -> None:
    html = render("{% field form.question %}", form=Asking({"question": "<script>alert(1)</script>"}))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(("name", "expected"), [("question", "label"), ("sex", "legend")])
def test_the_label_can_be_the_heading_of_the_page(empty: Asking, name: str, expected: str) -> None:
    html = render("{% field bound heading=True %}", bound=empty[name])
    assert len(elements(html, "h1")) == 1
    assert len(elements(html, expected)) >= 1
    assert "<h1" not in render("{% field bound %}", bound=empty[name])


def test_a_unit_stands_after_its_control_and_is_not_read_twice(empty: Asking) -> None:
    html = render('{% field form.age width=3 suffix="years" %}', form=empty)
    assert "nhsuk-input--width-3" in html
    assert re.search(r'aria-hidden="true">years<', html)


def test_a_hidden_field_has_no_label(empty: Asking) -> None:
    html = render("{% field form.draft %}", form=empty)
    assert elements(html, "input")[0]["type"] == "hidden"
    assert not elements(html, "label")


def test_the_error_summary_links_to_a_control_that_exists(wrong: Asking) -> None:
    fields = "".join("{% field form." + name + " %}" for name in wrong.fields)
    html = render("{% error_summary form %}" + fields, form=wrong)
    targets = [link["href"] for link in elements(html, "a")]
    assert targets == ["#id_question", "#id_age", "#id_sex_0", "#id_signs_0", "#id_department", "#id_publish"]
    assert {(target or "").lstrip("#") for target in targets} <= ids(html)
    assert html.index("Something is missing") < html.index("Write an age")


def test_without_errors_there_is_no_error_summary(empty: Asking) -> None:
    assert render("{% error_summary form %}", form=empty).strip() == ""


@pytest.mark.parametrize(
    ("kind", "style", "begins"),
    [
        ("emergency", "emergency", "Immediate action required:"),
        ("urgent", "urgent", "Urgent advice:"),
        ("soon", "non-urgent", "Non-urgent advice:"),
        ("routine", "non-urgent", "Non-urgent advice:"),
    ],
)
def test_a_care_card_says_its_urgency_in_words(kind: str, style: str, begins: str) -> None:
    with translation.override("en"):
        html = render("{% care_card kind 'If' %}<p>{{ sign }}</p>{% endcare_card %}", kind=kind, sign="a < b")
    assert f"nhsuk-card--care--{style}" in html
    assert begins in html
    assert "<p>a &lt; b</p>" in html


def test_an_unknown_urgency_is_never_shown_as_a_harmless_one() -> None:
    with pytest.raises(KeyError):
        render("{% care_card 'whenever' 'Wait' %}{% endcare_card %}")
    with pytest.raises(KeyError):
        render("{% urgency_tag 'whenever' %}")


def test_a_button_submits_and_a_link_leads() -> None:
    assert elements(render("{% button 'Send' name='do' value='send' %}"), "button")[0]["type"] == "submit"
    [link] = elements(render("{% button 'Skip' href='/skip' kind='secondary' %}"), "a")
    assert link["href"] == "/skip"
    assert "nhsuk-button--secondary" in (link["class"] or "")


def test_a_row_that_can_be_changed_says_what_the_link_changes() -> None:
    rows = "{% summary_row 'Age' 34 change='/age' %}{% summary_row 'Sex' 'F' %}"
    html = render("{% summary_list %}" + rows + "{% endsummary_list %}")
    assert [link["href"] for link in elements(html, "a")] == ["/age"]
    assert re.search(r'visually-hidden"> Age</span></a>', html)


def test_pagination_keeps_the_search_and_marks_the_page() -> None:
    request = RequestFactory().get("/search", {"q": "eye & lid", "page": "2"})
    html = render("{% pagination page %}", page=Paginator(range(95), 10).get_page(2), request=request)
    links = elements(html, "a")
    assert all("q=eye+%26+lid" in (link["href"] or "") for link in links)
    assert [link["href"] for link in links if "aria-current" in link] == ["?q=eye+%26+lid&page=2"]
    assert (links[0]["rel"], links[-1]["rel"]) == ("prev", "next")


def test_one_page_needs_no_pagination() -> None:
    request = RequestFactory().get("/search")
    assert render("{% pagination page %}", page=Paginator([1], 10).get_page(1), request=request).strip() == ""


def test_share_links_carry_address_and_title_whole() -> None:
    html = render("{% share url title %}", url="https://example.org/p?a=1&b=2", title="Lid & brow")
    hrefs = " ".join(link["href"] or "" for link in elements(html, "a"))
    assert hrefs.count("https%3A%2F%2Fexample.org%2Fp%3Fa%3D1%26b%3D2") == 5
    assert "Lid%20%26%20brow" in hrefs
    assert all("hidden" in button for button in elements(html, "button"))
    assert not elements(html, "script")


def test_a_breadcrumb_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        render("{% breadcrumb 'Home' '/' 'Topics' %}")


def page(path: str = "/en/", user: object = None) -> str:
    """A page that extends base.html, with the context that every page has."""
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()  # type: ignore[assignment]
    return get_template("404.html").render({}, request)


def test_every_page_names_its_language_and_offers_the_others() -> None:
    with translation.override("zh-hant"):
        html = page("/zh-Hant/about")
    assert elements(html, "html") == [{"lang": "zh-Hant"}]
    others = [link for link in elements(html, "a") if "hreflang" in link]
    assert [(link["href"], link["lang"]) for link in others] == [("/en/about", "en")]


def test_every_page_begins_with_a_way_to_its_text_and_to_help(settings: Settings) -> None:
    settings.CONSILIA_JURISDICTION = "tw"
    html = page()
    first, second, *_rest = elements(html, "a")
    assert (first["href"] or "").lstrip("#") in ids(html)
    assert second["href"] == "tel:119"
    assert len(elements(html, "h1")) == 1


def test_only_who_is_signed_in_sees_the_desk() -> None:
    desk, sign_out = reverse("desk:queue"), reverse("accounts:sign_out")
    stranger, staff = page(), page(user=User(name="Bob"))
    assert desk in {link["href"] for link in elements(staff, "a")}
    [form] = elements(staff, "form")
    assert (form["action"], form["method"]) == (sign_out, "post")
    assert "csrfmiddlewaretoken" in staff
    assert desk not in stranger
    assert "csrfmiddlewaretoken" not in stranger


@pytest.mark.parametrize("route", ["library:search", "questions:ask"])
def test_the_header_marks_the_page_that_one_is_on(route: str) -> None:
    links = elements(page(reverse(route)), "a")
    assert [link["href"] for link in links if link.get("aria-current") == "page"] == [reverse(route)]


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_a_page_for_broken_times_needs_nothing(name: str) -> None:
    html = get_template(name).render()
    assert elements(html, "link")[-1]["href"] == "/static/consilia.css"
    assert {"lang": "zh-Hant"} in elements(html, "div")


def test_no_template_breaks_the_content_security_policy() -> None:
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|https?://", re.IGNORECASE)
    guilty = [path.name for path in TEMPLATES.rglob("*.html") if pattern.search(path.read_text(encoding="utf-8"))]
    assert guilty == []


def test_every_component_is_documented() -> None:
    documented = COMPONENTS_PAGE.read_text(encoding="utf-8")
    assert "field" in register.tags
    assert [tag for tag in register.tags if f"`{tag}`" not in documented] == []


# Text, its ground, and the least ratio (WCAG 2.2: 1.4.3 for text, 1.4.11 for the edges of controls).
PAIRS = [
    *(
        (text, ground, 4.5)
        for text in ("text", "text-quiet", "link", "link-visited", "link-hover", "error")
        for ground in ("page", "surface", "footer")
    ),
    *((f"tag{colour}-text", f"tag{colour}", 4.5) for colour in ("", "-red", "-orange", "-green", "-grey")),
    *(("white", ground, 4.5) for ground in ("brand", "brand-dark", "button", "button-hover")),
    ("text", "callout", 4.5),
    ("text", "callout-label", 4.5),
    ("text", "mark", 4.5),
    ("text", "input", 4.5),
    ("link", "secondary-hover", 4.5),
    ("input-border", "page", 3.0),
    ("input-border", "input", 3.0),
]


def colours(block: str) -> dict[str, str]:
    return {"white": "#ffffff", **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(scheme: str) -> None:
    light, dark = COLOURS.read_text(encoding="utf-8").split("@media")
    values = colours(light) | (colours(dark) if scheme == "dark" else {})
    weak = [
        (text, ground, round(contrast(values[text], values[ground]), 2))
        for text, ground, least in PAIRS
        if contrast(values[text], values[ground]) < least
    ]
    assert weak == []


class Choosing(forms.Form):
    department = forms.ChoiceField(
        label="Department", choices=[("n", "Neurology"), ("", "I do not know")], widget=forms.RadioSelect
    )


def test_a_choice_with_a_hint_is_described_by_it_and_the_others_by_nothing() -> None:
    form = Choosing()
    form.fields["department"].hints = {"n": "Nerves & brain"}  # type: ignore[attr-defined]
    html = render("{% field bound %}", bound=form["department"])
    inputs = elements(html, "input")
    assert described_by(html, inputs[0]) == "Nerves &amp; brain"
    assert "aria-describedby" not in inputs[1]
