"""What people choose and type about records."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.forms.numbers import number_errors
from records.reports.trail import Wanted
from records.verbs import AREAS

# What goes cannot be brought back: an archive pressed by mistake is noticed within a month.
LEAST_MONTHS, MOST_MONTHS = 1, 600
MONTHS = _("Months after a cohort is archived")


class DayField(forms.DateField):
    """A day on which something may have been changed: within what every database and every time zone can hold."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


class TrailForm(forms.Form):
    """Which changes to show. What cannot be read leaves nothing out."""

    who = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    what = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("everything")), *AREAS.items()])
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, posted: Any, people: Iterable[User]) -> None:
        super().__init__(posted, label_suffix="")
        everybody = [("", _("everybody")), *((str(each.pk), each.name) for each in people)]
        self.fields["who"].choices = everybody  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class RetentionForm(forms.Form):
    """For how long names are kept after a cohort is archived."""

    keep_months = forms.IntegerField(
        label=MONTHS,
        help_text=_(
            "Then names, e-mail addresses, numbers and written answers go. Leave it empty to keep them for ever."
        ),
        min_value=LEAST_MONTHS,
        max_value=MOST_MONTHS,
        required=False,
        error_messages=number_errors(MONTHS, LEAST_MONTHS, MOST_MONTHS, may_be_empty=True),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ConfirmForm(forms.Form):
    """The name of somebody, typed to confirm that everything about them goes."""

    confirmed = forms.BooleanField(
        label=_("I know that this cannot be taken back"),
        error_messages={"required": _("Tick the box. What is erased cannot be brought back.")},
    )
