"""What people type to prepare a class."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from assessments.forms.numbers import number_errors
from assessments.models import Question, Sitting
from courses.models import Cohort
from delivery.forms.asking import PRIVACIES
from delivery.models import Delivery, PlanItem
from delivery.plan import TypedTime
from lessons.models import Lesson

LONGEST_MINUTES = 600
MOST_PLACES = 10_000
USUAL_MINUTES = 45
CLOCK = re.compile(r"(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5][0-9])")
MINUTES_OF = re.compile(r"minutes-(?P<item>[0-9]{1,18})-(?P<seconds>[0-9]{1,9})")
MINUTES = _("Minutes of teaching")


class ActivityBoxes(forms.CheckboxSelectMultiple):
    """A box for each activity, with what the page says of it as its description."""

    def create_option(self, name: str, value: Any, *more: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *more, **options)
        option["attrs"]["aria-describedby"] = f"about-{value}"
        return option


class SettingsForm(forms.Form):
    """What holds for a class as a whole."""

    total_minutes = forms.DecimalField(
        label=MINUTES,
        min_value=1,
        max_value=LONGEST_MINUTES,
        decimal_places=2,
        initial=USUAL_MINUTES,
        error_messages=number_errors(MINUTES, 1, LONGEST_MINUTES)
        | {"max_decimal_places": _("Minutes of teaching: type at most two digits after the point.")},
    )
    privacy = forms.ChoiceField(
        label=_("Questions to the room"),
        help_text=_("Without names nobody sees who answered what, not even you."),
        choices=PRIVACIES,
    )
    opens_after = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Quiz to open at the end"),
        help_text=_("You open it with one button when the class is over."),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, posted: Any, cohort: Cohort, **more: Any) -> None:
        super().__init__(posted, label_suffix="", **more)
        later = cohort.sittings.filter(kind=Sitting.Kind.POST)
        self.fields["opens_after"].queryset = later  # type: ignore[attr-defined]

    @classmethod
    def of(cls, delivery: Delivery) -> "SettingsForm":
        """Return the form as it stands for ``delivery``."""
        initial = {
            "total_minutes": f"{delivery.total_minutes.normalize():f}",
            "privacy": delivery.privacy,
            "opens_after": delivery.opens_after_id,
        }
        return cls(None, delivery.cohort, initial=initial)


class PrepareForm(SettingsForm):
    """Everything about a new class."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    activities = forms.ModelMultipleChoiceField(
        Activity.objects.none(), label=_("Activities"), required=False, widget=ActivityBoxes
    )
    is_like_last_time = forms.BooleanField(label=_("Plan with the times that the last class took"), required=False)

    def __init__(self, posted: Any, cohort: Cohort, lesson: Lesson, **more: Any) -> None:
        super().__init__(posted, cohort, **more)
        current = lesson.activities.current().select_related("lesson", "plan_of")
        self.fields["activities"].queryset = current  # type: ignore[attr-defined]

    @property
    def offered(self) -> list[tuple[Any, Activity]]:
        """The box of each activity, with the activity."""
        return [(box, box.data["value"].instance) for box in self["activities"]]


class MinutesField(forms.DecimalField):
    """Minutes as a number, or as minutes and seconds: 1.5 and 1:30 are the same."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # of whole numbers, say the stubs
        """Return minutes with at most two decimals, near enough to find the second again."""
        clock = CLOCK.fullmatch(str(value).strip())
        if clock is None:
            return super().to_python(value)
        return round(Decimal(clock["minutes"]) + Decimal(clock["seconds"]) / 60, 2)


class MinutesForm(forms.Form):
    """How long items should take: a field for each, whose name says of which item, and what the page showed.

    A field that came back as it was shown changes nothing: a colleague may have changed the item meanwhile. Every
    button of an item sends them, and with JavaScript all others of the page, so that what was typed is not lost.
    """

    def __init__(self, posted: Mapping[str, str]) -> None:
        super().__init__(posted)
        named = {name: match for name in posted if (match := MINUTES_OF.fullmatch(name))}
        self._items = {name: int(match["item"]) for name, match in named.items()}
        self._shown = {name: int(match["seconds"]) for name, match in named.items()}
        for name in named:
            self.fields[name] = MinutesField(min_value=0, max_value=LONGEST_MINUTES, decimal_places=2, localize=True)

    @property
    def times(self) -> dict[int, TypedTime]:
        """What was typed, by the key of the item; also what cannot be read."""
        typed = {self._items[name]: self._typed(name) for name in self._items}
        return {item: time for item, time in typed.items() if time.seconds != time.shown}

    def _typed(self, name: str) -> TypedTime:
        seconds = None if name in self.errors else round(self.cleaned_data[name] * 60)
        return TypedTime(self.data[name], seconds, self._shown[name])


class MoveForm(forms.Form):
    """Where an item goes, counted from 0. Its button stands in one form with the field of where a new item goes."""

    to = forms.IntegerField(min_value=0, max_value=MOST_PLACES)


class NewItemForm(forms.Form):
    """A question, a break or an activity to put into the plan, and where, counted from 0."""

    place = forms.IntegerField(min_value=0, max_value=MOST_PLACES)
    kind = forms.ChoiceField(choices=[(each, each) for each in PlanItem.Kind if each != PlanItem.Kind.FRAME])
    question = forms.ModelChoiceField(Question.objects.none(), required=False)
    activity = forms.ModelChoiceField(Activity.objects.none(), required=False)

    def __init__(self, posted: Any, lesson: Lesson) -> None:
        super().__init__(posted)
        self.fields["question"].queryset = lesson.questions.current()  # type: ignore[attr-defined]
        self.fields["activity"].queryset = lesson.activities.current()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind in {"question", "activity"} and not given.get(kind) and kind not in self.errors:
            self.add_error(kind, _("Choose one."))
        return given


class NotesForm(forms.Form):
    """What to do otherwise next time."""

    notes = forms.CharField(
        label=_("Notes for next time"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
