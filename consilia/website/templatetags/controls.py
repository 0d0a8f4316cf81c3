"""What the `field` and `error_summary` components need to know about a Django form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea, Widget
from django.utils.safestring import SafeString


class Kind(StrEnum):
    """How a form field is laid out; the value is the class that nhsuk-frontend gives its control."""

    HIDDEN = ""
    INPUT = "nhsuk-input"
    TEXTAREA = "nhsuk-textarea"
    SELECT = "nhsuk-select"
    CHECKBOX = "nhsuk-checkboxes__input"
    CHECKBOXES = "nhsuk-checkboxes"
    RADIOS = "nhsuk-radios"


# The order matters: Django derives CheckboxSelectMultiple from RadioSelect.
_KINDS: tuple[tuple[type[Widget], Kind], ...] = (
    (CheckboxSelectMultiple, Kind.CHECKBOXES),
    (RadioSelect, Kind.RADIOS),
    (CheckboxInput, Kind.CHECKBOX),
    (Select, Kind.SELECT),
    (Textarea, Kind.TEXTAREA),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio or checkbox of a group: its <input>, what labels it, and a line that says more, if there is one."""

    tag: SafeString
    id: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of an error summary; `target` is the id of the control to go to, empty where there is none."""

    text: str
    target: str


def kind_of(bound: BoundField) -> Kind:
    """Tell how a field is laid out; widgets that we do not know are laid out as a one-line input."""
    if bound.is_hidden:
        return Kind.HIDDEN
    return next((kind for widget, kind in _KINDS if isinstance(bound.field.widget, widget)), Kind.INPUT)


def control(bound: BoundField, *, width: int | None = None) -> SafeString:
    """Render the control itself; Django adds its id, aria-invalid and aria-describedby (hint, then error)."""
    kind = kind_of(bound)
    classes = [kind.value, bound.field.widget.attrs.get("class", "")]
    if width:
        classes.append(f"nhsuk-input--width-{width}")
    if bound.errors and kind is not Kind.CHECKBOX:
        classes.append(f"{kind.value}--error")
    return bound.as_widget(attrs={"class": " ".join(filter(None, classes))})


def choices(bound: BoundField) -> Iterator[Choice]:
    """Render the controls of a group; what describes the group stands on its fieldset, not on each.

    A form field with `hints`, by value, gives those choices a line of their own.
    """
    hints: Mapping[str, str] = getattr(bound.field, "hints", {})
    for option in bound.subwidgets:
        hint = hints.get(option.data["value"], "")
        attributes = option.data["attrs"]
        attributes.pop("aria-invalid", None)  # not allowed on a single radio
        attributes["class"] = f"{kind_of(bound).value}__input"
        if hint:
            attributes["aria-describedby"] = f"{option.id_for_label}_hint"
        yield Choice(tag=option.tag(), id=option.id_for_label or "", label=option.choice_label, hint=hint)


def problems(form: BaseForm) -> Iterator[Problem]:
    """List a form's errors in the order of its fields, those of the whole form first."""
    for text in form.non_field_errors():
        yield Problem(text=str(text), target="")
    for bound in form:
        for text in bound.errors:
            yield Problem(text=str(text), target=_first_control(bound))


def _first_control(bound: BoundField) -> str:
    kind = kind_of(bound)
    if kind is Kind.HIDDEN:
        return ""
    if kind in {Kind.RADIOS, Kind.CHECKBOXES}:
        return next((option.id_for_label or "" for option in bound.subwidgets), "")
    return bound.id_for_label
