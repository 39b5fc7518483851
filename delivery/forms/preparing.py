"""What people type to prepare a class."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from assessments.models import Question, Sitting
from courses.models import Cohort
from delivery.models import Delivery, PlanItem
from delivery.models.classes import Privacy
from lessons.models import Lesson

LONGEST_MINUTES = 600
USUAL_MINUTES = 45
PRIVACIES = [
    (Privacy.NAMED, _("With names: you see who answered what")),
    (Privacy.ANONYMOUS, _("Without names: nobody sees who answered what")),
]


class Activities(forms.ModelMultipleChoiceField):
    """Activities of a lesson, each with its number and minutes."""

    def label_from_instance(self, activity: Any) -> str:
        low, high = (f"{minutes.normalize():f}" for minutes in (activity.minutes_low, activity.minutes_high))
        span = low if low == high else f"{low}–{high}"
        return _("%(name)s (%(minutes)s min)") % {"name": activity, "minutes": span}


class SettingsForm(forms.Form):
    """What holds for a class as a whole."""

    total_minutes = forms.DecimalField(
        label=_("Minutes of teaching"), min_value=1, max_value=LONGEST_MINUTES, decimal_places=2, initial=USUAL_MINUTES
    )
    privacy = forms.ChoiceField(label=_("Questions to the room"), choices=PRIVACIES)
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
    activities = Activities(
        Activity.objects.none(), label=_("Activities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_like_last_time = forms.BooleanField(label=_("Plan with the times that the last class took"), required=False)

    def __init__(self, posted: Any, cohort: Cohort, lesson: Lesson, **more: Any) -> None:
        super().__init__(posted, cohort, **more)
        self.fields["activities"].queryset = lesson.activities.current()  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """How long an item should take."""

    minutes = forms.DecimalField(min_value=0, max_value=LONGEST_MINUTES, decimal_places=2, localize=True)

    @property
    def seconds(self) -> int:
        """What was typed, in seconds. Only for a valid form."""
        return round(self.cleaned_data["minutes"] * 60)


class PlaceForm(forms.Form):
    """Where an item goes, counted from 0."""

    place = forms.IntegerField(min_value=0, max_value=10_000)


class NewItemForm(PlaceForm):
    """A question, a break or an activity to put into the plan, and where."""

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
