"""What staff settles for a run of an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityRun
from activities.reports.ratings import turns_of
from courses.models import Group
from courses.names import tidy_name

MAX_TASK, MAX_TURN = 200, 99


class SettleForm(forms.Form):
    """Which variation of an activity, and what the class chose where it leaves something open."""

    variation = forms.ChoiceField(label=_("Plan"), required=False)
    choice = forms.CharField(
        label=_("Choice"),
        help_text=_(
            "What the class settled on where the plan leaves it open, such as the sport. It stands in the title."
        ),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        titles = [each["title"] for each in activity.variations]
        self.fields["variation"].choices = [("", _("As planned")), *((title, title) for title in titles)]  # type: ignore[attr-defined]

    def clean_choice(self) -> str:
        return tidy_name(self.cleaned_data["choice"])


class ToldField(forms.Field):
    """A field that says ``told``, whatever is wrong with what was typed.

    ``told`` may hold names that people gave: as an error message, Django would take a percent sign in it for a format.
    """

    def __init__(self, *, told: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.told = told

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.told) from None


class TurnField(ToldField, forms.IntegerField):
    """When the turn of a group is."""


class TaskField(ToldField, forms.CharField):
    """What a group has to do."""


class TasksForm(forms.Form):
    """The task of each group, such as its topic or its case, and when its turn is."""

    def __init__(self, *args: Any, run: ActivityRun, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.turns = turns_of(run)
        for place, turn in enumerate(self.turns, 1):
            told = _("Turn of %(group)s: type a number from 1 to %(most)s.")
            self.fields[f"turn-{turn.group.pk}"] = TurnField(
                label=_("Turn"),
                min_value=1,
                max_value=MAX_TURN,
                initial=place,
                told=told % {"group": turn.group, "most": MAX_TURN},
            )
            told = _("Task of %(group)s: type at most %(most)s letters.")
            self.fields[f"task-{turn.group.pk}"] = TaskField(
                label=_("Task"),
                told=told % {"group": turn.group, "most": MAX_TASK},
                required=False,
                max_length=MAX_TASK,
                initial=turn.task,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one turn for two groups: who would begin?"""
        given: dict[str, Any] = super().clean() or {}
        groups: dict[int, list[str]] = {}
        for turn in self.turns:
            groups.setdefault(given.get(f"turn-{turn.group.pk}", 0), []).append(turn.group.name)
        for number, names in groups.items():
            if number and len(names) > 1:
                same = _("%(groups)s have the same turn, %(turn)s. Give each its own.")
                self.add_error(None, same % {"groups": ", ".join(names), "turn": number})
        return given

    @property
    def rows(self) -> list[tuple[Group, forms.BoundField, forms.BoundField]]:
        """Each group with the fields of its turn and its task."""
        return [(turn.group, self[f"turn-{turn.group.pk}"], self[f"task-{turn.group.pk}"]) for turn in self.turns]

    @property
    def tasks(self) -> list[tuple[Group, str]]:
        """The groups of a valid form in the order of their turns, each with its task."""
        order = {turn.group.pk: self.cleaned_data[f"turn-{turn.group.pk}"] for turn in self.turns}
        groups = sorted((turn.group for turn in self.turns), key=lambda group: order[group.pk])
        return [(group, tidy_name(self.cleaned_data[f"task-{group.pk}"])) for group in groups]


class PointForm(forms.Form):
    """A tick at a point of the checklist, by its place."""

    point = forms.IntegerField(min_value=0, max_value=999)
    heard = forms.BooleanField(required=False)
