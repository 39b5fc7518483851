"""What people type about assessment forms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.forms import Needs
from assessments.coverage import Line
from assessments.forms.numbers import number_errors
from assessments.stems import TYPE_NAMES
from lessons.models import LearningOutcome

MOST_QUESTIONS = 400
LONGEST_LABEL = 120


def free_label(label: str, taken: set[str]) -> str:
    """Return ``label``, with the first number that makes it differ from those ``taken``."""
    numbered = (f"{label} {number}" for number in range(2, len(taken) + 2))
    return next(name for name in (label, *numbered) if name not in taken)


class LabelForm(forms.Form):
    """The name of a form."""

    label = forms.CharField(
        label=_("Name of the form"),
        max_length=LONGEST_LABEL,
        error_messages={"required": _("Give the form a name, for example Form A.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class SearchForm(forms.Form):
    """Which questions of the bank to show. What cannot be read shows all."""

    q = forms.CharField(
        label=_("Words or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
    )
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Every type")), *TYPE_NAMES.items()])
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    def __init__(self, posted: Any, outcomes: Iterable[LearningOutcome]) -> None:
        super().__init__(posted, label_suffix="")
        choices = [("", _("Every outcome")), *((str(each.pk), f"{each.code} {each.short}") for each in outcomes)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    def found(self, lines: Iterable[Line]) -> list[Line]:
        """Return the lines that match."""
        words = self.cleaned_data.get("q", "").casefold().split()
        return [line for line in lines if self._is_kind(line) and all(word in _text_of(line) for word in words)]

    def _is_kind(self, line: Line) -> bool:
        kind, outcome = self.cleaned_data.get("type"), self.cleaned_data.get("outcome")
        return (not kind or line.version.type == kind) and (
            not outcome or (line.outcome is not None and str(line.outcome.pk) == outcome)
        )


def _text_of(line: Line) -> str:
    options = [option["text"] for option in line.version.content.get("options", ())]
    return " ".join([line.name, line.version.stem, *options]).casefold()


class NeedsForm(forms.Form):
    """How many questions a form must hold for each outcome, and how many of them a machine scores."""

    def __init__(self, posted: Any, outcomes: Iterable[LearningOutcome], needs: Needs, **options: Any) -> None:
        super().__init__(posted, label_suffix="", **options)
        self.outcomes = list(outcomes)
        for outcome in self.outcomes:
            n_questions, n_scored = needs.get(outcome, (0, 0))
            self.fields[f"questions-{outcome.pk}"] = _count(
                _("%s: at least so many questions") % outcome.code, n_questions
            )
            self.fields[f"scored-{outcome.pk}"] = _count(_("%s: of them machine-scored") % outcome.code, n_scored)

    def rows(self) -> Iterator[tuple[LearningOutcome, Any, Any]]:
        """Yield each outcome with its two fields."""
        for outcome in self.outcomes:
            yield outcome, self[f"questions-{outcome.pk}"], self[f"scored-{outcome.pk}"]

    @property
    def needs(self) -> Needs:
        """What was typed. Only for a valid form."""
        given = self.cleaned_data
        return {outcome: (given[f"questions-{outcome.pk}"], given[f"scored-{outcome.pk}"]) for outcome in self.outcomes}


def _count(label: str, initial: int) -> forms.IntegerField:
    told = number_errors(label, 0, MOST_QUESTIONS)
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_QUESTIONS, initial=initial, error_messages=told)


class AssembleForm(NeedsForm):
    """What an assembled form must hold. ``seed`` names the draw, so that sending it twice makes one form."""

    label = LabelForm.base_fields["label"]
    n_forms = forms.TypedChoiceField(
        label=_("How many forms"),
        coerce=int,
        initial=1,
        choices=[
            (1, _("One form: the same before and after")),
            (2, _("Two parallel forms, without a common question")),
        ],
        widget=forms.RadioSelect,
    )
    points = forms.DecimalField(
        label=_("Total points of each form"),
        help_text=_("Leave it empty for any total."),
        required=False,
        min_value=Decimal("0.5"),
        max_value=Decimal(9999),
        decimal_places=2,
        error_messages={
            **number_errors(_("Total points of each form"), "0.5", 9999, may_be_empty=True),
            "max_decimal_places": _("Total points of each form: type at most 2 decimal places."),
        },
    )
    seed = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, posted: Any, outcomes: Iterable[LearningOutcome], bank: Iterable[Line], **options: Any) -> None:
        """``bank`` says what there is, and with that how much to suggest: a third of it, and every outcome once."""
        outcomes, bank = list(outcomes), list(bank)
        super().__init__(posted, outcomes, dict.fromkeys(outcomes, (1, 0)), **options)
        self.supply = Counter(line.version.type for line in bank)
        self.supply_of_outcome = Counter(line.outcome for line in bank)
        self.scored_of_outcome = Counter(line.outcome for line in bank if line.is_machine_scored)
        for kind, name in TYPE_NAMES.items():
            self.fields[f"n-{kind}"] = _count(str(name), self.supply[kind] // 3)

    def type_rows(self) -> Iterator[tuple[Any, int]]:
        """Yield for each type its field, and how many questions there are."""
        for kind in TYPE_NAMES:
            yield self[f"n-{kind}"], self.supply[kind]

    def outcome_rows(self) -> Iterator[tuple[LearningOutcome, Any, int, Any, int]]:
        """Yield for each outcome its two fields, each with what there is."""
        for outcome, questions, scored in self.rows():
            yield outcome, questions, self.supply_of_outcome[outcome], scored, self.scored_of_outcome[outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many questions of each type. Only for a valid form."""
        return {kind: self.cleaned_data[f"n-{kind}"] for kind in TYPE_NAMES}

    @property
    def labels(self) -> list[str]:
        """The names of the forms: two get a letter each. Only for a valid form."""
        label = self.cleaned_data["label"]
        return [label] if self.cleaned_data["n_forms"] == 1 else [f"{label} {letter}" for letter in "AB"]
