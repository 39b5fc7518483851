"""What people type about sittings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.actions.sittings import SHARED, Offer
from assessments.forms.editing import free_label
from assessments.forms.numbers import number_errors
from assessments.models import AssessmentForm, Question, Sitting
from courses.models import Cohort

LONGEST_MINUTES = 1440
MOST_ATTEMPTS = 99
# Beyond some years a moment cannot be shown in every time zone.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
Kind, Release = Sitting.Kind, Sitting.Release

# What each kind usually is. Before the lesson the answers stay hidden: the same questions may come again, and
# points come when it has closed: who sends answers is thanked, not judged.
USUAL: Mapping[str, Mapping[str, Any]] = {
    Kind.PRE: {"label": _("Quiz before the lesson"), "release_score": Release.AFTER_CLOSE},
    Kind.POST: {
        "label": _("Quiz after the lesson"),
        "release_answers": Release.AFTER_CLOSE,
        "release_feedback": Release.AFTER_CLOSE,
    },
    Kind.PRACTICE: {
        "label": _("Practice quiz"),
        "attempts_allowed": 5,
        "counts": Sitting.Counts.BEST,
        "release_answers": Release.AT_ONCE,
        "release_feedback": Release.AT_ONCE,
    },
}


class Moment(forms.DateTimeField):
    """A day and a time of the platform's time zone, or nothing."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
        told = format_lazy(_("{field}: choose a day and a time, or leave it empty."), field=label)
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), told)
        super().__init__(
            label=label, help_text=help_text, required=False, widget=widget, validators=limits, error_messages=errors
        )

    def has_changed(self, initial: datetime | None, data: Any) -> bool:
        """Return whether another minute was chosen than the one that is shown: seconds are not."""
        shown = initial.replace(second=0, microsecond=0) if initial else None
        return super().has_changed(shown, data)


class ClockForm(forms.Form):
    """When a sitting opens and closes. A time that is left as it is shown stays as it is, to the second."""

    opens_at = Moment(_("Opens"), _("Leave it empty to open it by hand."))
    closes_at = Moment(_("Closes"), _("Leave it empty to close it by hand."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.fields.keys() & ClockForm.base_fields.keys() - {*self.changed_data}:
            given[name] = self.initial.get(name)
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("It must close after it opens."))
        elif closes_at and closes_at <= timezone.now() and "closes_at" in self.changed_data:
            self.add_error("closes_at", _("This time has passed. Choose a later one, or leave it empty."))
        return given


class ReleaseForm(forms.Form):
    """What learners see of their result, and when."""

    release_score = forms.ChoiceField(label=_("Points"), choices=Release.choices, initial=Release.AT_ONCE)
    release_answers = forms.ChoiceField(label=_("Right answers"), choices=Release.choices, initial=Release.BY_HAND)
    release_feedback = forms.ChoiceField(label=_("Reasons"), choices=Release.choices, initial=Release.BY_HAND)


class FormChoice(forms.ModelChoiceField):
    """A frozen form, named with its lesson."""

    def label_from_instance(self, form: Any) -> str:
        return f"{form.lesson.number} · {form.label}"


class SittingForm(ClockForm, ReleaseForm):
    """Everything about a sitting: of a new one with what is usual for its kind, of another one as it is.

    The times of another one are left to ``ClockForm``.
    """

    label = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the quiz a name, for example Quiz before the lesson.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    form_a = FormChoice(
        AssessmentForm.objects.none(),
        label=_("Form"),
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a form from the list.")),
    )
    form_b = FormChoice(
        AssessmentForm.objects.none(),
        label=_("Second, parallel form"),
        help_text=_("Half of the learners get it. Leave it empty to give everybody the same form."),
        required=False,
        empty_label=_("None"),
    )
    crosses = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Turn the forms of this quiz around"),
        help_text=_("Who had one form there gets the other one here."),
        required=False,
        empty_label=_("None"),
    )
    minutes = forms.IntegerField(
        label=_("Time in minutes"),
        help_text=_("Leave it empty for no limit."),
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages=number_errors(_("Time in minutes"), 1, LONGEST_MINUTES, may_be_empty=True),
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts"),
        min_value=1,
        max_value=MOST_ATTEMPTS,
        initial=1,
        error_messages=number_errors(_("Attempts"), 1, MOST_ATTEMPTS),
    )
    counts = forms.ChoiceField(label=_("Which attempt counts"), choices=Sitting.Counts.choices)
    is_one_per_page = forms.TypedChoiceField(
        label=_("Questions on the screen"),
        coerce=lambda value: value == "yes",
        initial="yes",
        choices=[("yes", _("One at a time")), ("no", _("All on one page"))],
    )
    is_shuffled = forms.BooleanField(label=_("Each learner gets another order"), required=False, initial=True)

    def __init__(self, posted: Any, cohort: Cohort, kind: str, sitting: Sitting | None = None) -> None:
        initial = _as_held(sitting) if sitting else _usual(cohort, kind)
        super().__init__(posted, label_suffix="", initial=initial)
        self.kind = kind
        forms_of_course = AssessmentForm.objects.frozen().filter(lesson__course=cohort.course_id)
        choices = forms_of_course.select_related("lesson").order_by("lesson__position", "label")
        earlier = cohort.sittings.filter(form_b__isnull=False).exclude(pk__in=[sitting.pk] if sitting else [])
        for name, rows in [("form_a", choices), ("form_b", choices), ("crosses", earlier)]:
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not earlier.exists() or kind == Kind.PRE:
            del self.fields["crosses"]
        if sitting:
            for name in ClockForm.base_fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        form_a, form_b = given.get("form_a"), given.get("form_b")
        if form_a and form_a == form_b:
            self.add_error("form_b", _("Two parallel forms must be two forms."))
        elif form_a and form_b and Question.objects.on_forms([form_a.pk]).on_forms([form_b.pk]).exists():
            self.add_error("form_b", SHARED)
        lessons = {form.lesson_id for form in (form_a, form_b) if form}
        if len(lessons) > 1:
            self.add_error("form_b", _("Two parallel forms must belong to the same lesson."))
        if given.get("crosses") and not given.get("form_b"):
            self.add_error("form_b", _("Choose the second form too, so that the forms can be turned around."))
        return given

    @property
    def offer(self) -> Offer:
        """What was typed. Only for a valid form."""
        return Offer(kind=self.kind, **self.cleaned_data)


def _as_held(sitting: Sitting) -> dict[str, Any]:
    """Return a sitting as the form shows it."""
    return {**model_to_dict(sitting), "is_one_per_page": "yes" if sitting.is_one_per_page else "no"}


def _usual(cohort: Cohort, kind: str) -> dict[str, Any]:
    """Return what is usual for a kind. A quiz after the lesson has the forms of the newest one before it."""
    label = free_label(str(USUAL[kind]["label"]), set(cohort.sittings.values_list("label", flat=True)))
    usual = {**USUAL[kind], "label": label}
    before = cohort.sittings.filter(kind=Kind.PRE).last() if kind == Kind.POST else None
    if before is None:
        return usual
    crosses = before.pk if before.form_b_id else None
    return {**usual, "form_a": before.form_a_id, "form_b": before.form_b_id, "crosses": crosses}


class TimeForm(forms.Form):
    """Extra time of one learner."""

    extra_minutes = forms.IntegerField(label=_("Extra minutes"), min_value=0, max_value=LONGEST_MINUTES)
