"""What raters fill in, and what staff types to invite guests."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.guest_codes import CODE_LENGTH, clean_guest_code
from courses.names import tidy_name

MAX_COMMENT, MAX_LABEL, MAX_GUESTS = 1000, 60, 60
NO_GUEST = _("Write at least one guest.")


class RatingForm(forms.Form):
    """A number on each scale and a text for each question of ``plan``, which is what the files say of the form.

    Each may be left out, but not all at once.
    """

    def __init__(self, *args: Any, plan: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.plan = plan
        numbers = [(n, str(n)) for n in range(plan["lowest"], plan["highest"] + 1)]
        for place, label in enumerate(plan["scales"]):
            self.fields[f"scale-{place}"] = forms.TypedChoiceField(
                label=label, choices=numbers, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
            )
        for place, label in enumerate(plan["comments"]):
            self.fields[f"comment-{place}"] = forms.CharField(
                label=label,
                required=False,
                max_length=MAX_COMMENT,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    @property
    def scales(self) -> list[forms.BoundField]:
        return [self[f"scale-{place}"] for place in range(len(self.plan["scales"]))]

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[f"comment-{place}"] for place in range(len(self.plan["comments"]))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(value not in (None, "") for value in cleaned.values()):
            raise forms.ValidationError(_("Give at least one number or write something."))
        return cleaned

    @property
    def given(self) -> dict[str, list[Any]]:
        """The values and comments, one per scale and question, of a valid form."""
        return {
            "values": [self.cleaned_data[field.name] for field in self.scales],
            "comments": [self.cleaned_data[field.name].strip() for field in self.texts],
        }


def typed_before(values: list[int | None], comments: list[str]) -> dict[str, Any]:
    """Return a stored rating as the form shows it."""
    return {f"scale-{n}": value for n, value in enumerate(values)} | {
        f"comment-{n}": text for n, text in enumerate(comments)
    }


class GuestsForm(forms.Form):
    """Guests to invite, one per line."""

    guests = forms.CharField(
        label=_("Guests, one per line"),
        help_text=_("A name or a number, such as Guest 1. It is printed on the slip and not on the ratings."),
        error_messages={"required": NO_GUEST},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean_guests(self) -> list[str]:
        named = [label for line in self.cleaned_data["guests"].splitlines() if (label := tidy_name(line))]
        if len(named) > MAX_GUESTS:
            raise forms.ValidationError(_("At most 60 guests at a time."))
        if not named:
            raise forms.ValidationError(NO_GUEST)
        if long := [label for label in named if len(label) > MAX_LABEL]:
            said = _("“%(label)s” is longer than %(most)s letters. Shorten it.")
            raise forms.ValidationError(said, params={"label": long[0], "most": MAX_LABEL})
        if twice := [label for label, n in Counter(named).items() if n > 1]:
            said = _("“%(label)s” stands there twice. Give each guest a name or a number of their own.")
            raise forms.ValidationError(said, params={"label": twice[0]})
        return named


class GuestCodeForm(forms.Form):
    """The code on a guest's slip."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Eight letters and numbers from your slip"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def clean_code(self) -> str:
        code = clean_guest_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("A code has eight letters and numbers. Type it again from your slip."))
        return code
