"""Answers as somebody types them in from paper: a letter, a word, a text; one key to the next field."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.answers import LONGEST_TEXT, is_given
from assessments.models import AssessmentForm, Attempt, Sitting
from assessments.reports.paper import PaperForm, PaperQuestion, form_name, lettered_forms, paper_form
from assessments.reports.typed_answers import UnreadableError, read_truth
from courses.models import Enrolment

LONGEST_WORD = 500


class LearnerForm(forms.Form):
    """Whose paper it is, and which of two forms it is on."""

    learner = forms.ModelChoiceField(
        Enrolment.objects.none(),
        label=gettext_lazy("Learner"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose whose paper it is.")},
    )
    form = forms.ModelChoiceField(
        AssessmentForm.objects.none(),
        label=gettext_lazy("Form"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose the form. Its letter is on every sheet.")},
    )

    def __init__(self, sitting: Sitting, chosen: Mapping[str, Any] | None = None) -> None:
        super().__init__(chosen, label_suffix="")
        field: Any = self.fields["learner"]
        field.queryset = sitting.cohort.enrolments.learners().present().select_related("user")
        hindrances = _hindrances(sitting)
        field.label_from_instance = lambda seat: " – ".join(filter(None, [seat.user.name, hindrances.get(seat.pk)]))
        self.lettered = lettered_forms(sitting)
        self._offer_forms(self.fields["form"])

    def _offer_forms(self, field: Any) -> None:
        """Offer two forms in the order of the quiz, neither of them chosen; ask nothing where there is one."""
        field.queryset = AssessmentForm.objects.filter(pk__in=[form.pk for form, _letter in self.lettered])
        names = [(form.pk, form_name(form, letter)) for form, letter in self.lettered]
        field.choices = [("", field.empty_label), *names]
        if len(names) == 1:
            field.required, field.widget = False, forms.HiddenInput()

    @property
    def paper(self) -> PaperForm:
        """The form that the paper is on. Only for a valid form."""
        chosen = self.cleaned_data["form"] or self.lettered[0][0]
        return next(paper_form(form, letter) for form, letter in self.lettered if form == chosen)


def _hindrances(sitting: Sitting) -> dict[int, str]:
    """Return for each seat that can have no paper now the reason why, in few words."""
    earlier = defaultdict(list)
    for attempt in sitting.attempts.all():
        earlier[attempt.enrolment_id].append(attempt)
    return {seat: reason for seat, attempts in earlier.items() if (reason := _hindrance(sitting, attempts))}


def _hindrance(sitting: Sitting, attempts: Sequence[Attempt]) -> str:
    if any(attempt.is_open for attempt in attempts):
        return _("has an attempt under way")
    n_counting = sum(attempt.voided_at is None for attempt in attempts)
    return _("has used every attempt") if n_counting >= sitting.attempts_allowed else ""


class LettersField(forms.CharField):
    """Letters of options: ``b``, ``a c``, ``ACD``. Nothing typed is no answer."""

    def __init__(self, options: Sequence[tuple[str, str]], *, is_one: bool, **kwargs: Any) -> None:
        """``options`` are letters with the values that they stand for."""
        super().__init__(required=False, max_length=40, **kwargs)
        self.values = {letter.casefold(): value for letter, value in options}
        self.is_one = is_one

    def clean(self, value: Any) -> list[str]:
        """Return the values of the letters, each once, in the order of the paper."""
        typed = {letter for letter in super().clean(value).casefold() if letter.isalnum()}
        if unknown := sorted(typed - self.values.keys()):
            raise forms.ValidationError(
                _("No option is called %(letter)s. Type %(letters)s."),
                params={"letter": unknown[0].upper(), "letters": self.shown_letters},
            )
        if self.is_one and len(typed) > 1:
            raise forms.ValidationError(_("Only one option counts here. Leave it empty if two are ticked."))
        return [value for letter, value in self.values.items() if letter in typed]

    @property
    def shown_letters(self) -> str:
        return ", ".join(letter.upper() for letter in self.values)


class TruthField(forms.CharField):
    """Whether a statement is true: ``t``, ``F``, ``yes``, ``false``, and all else that a table of answers may say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_WORD, label=_("T or F"), **kwargs)

    def clean(self, value: Any) -> bool | None:
        """Return what was typed as true or false; None when nothing was."""
        typed = super().clean(value)
        here = {_("T"): True, _("True"): True, _("F"): False, _("False"): False}
        shown = {word.casefold(): is_true for word, is_true in here.items()}
        try:
            return shown[typed.casefold()] if typed.casefold() in shown else read_truth(typed)
        except UnreadableError:
            raise forms.ValidationError(_("Type T or F. Leave it empty if both are ticked.")) from None


class EntryForm(forms.Form):
    """All answers of one paper. ``number`` is that of the attempt it will be.

    ``do`` is "store", or else the answers are only looked at; ``told`` are the numbers of the questions that the page
    has said are empty.
    """

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    do = forms.CharField(required=False)
    told = forms.CharField(required=False)

    def __init__(self, paper: PaperForm, number: int, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted, label_suffix="", initial={"number": number})
        self.paper = paper
        for question in paper.questions:
            self.fields.update(_fields(question))
        self._start_in_next_field()

    def _start_in_next_field(self) -> None:
        """Let the page start in the field after the last one that is filled, or else in the first empty one."""
        fields = [field for _question, row in self.rows for field in row]
        filled = [bool((field.value() or "").strip()) for field in fields]
        after = max((n for n, is_filled in enumerate(filled, 1) if is_filled), default=0)
        empty = [field for field, is_filled in zip(fields, filled, strict=True) if not is_filled]
        for field in [*fields[after:], *empty][:1]:
            field.field.widget.attrs["data-focus"] = True

    @property
    def empty(self) -> list[tuple[int, str]]:
        """The number of each question without an answer, and the id of its first field. Only for a valid form."""
        answers = self.answers
        return [
            (question.number, fields[0].id_for_label)
            for question, fields in self.rows
            if not is_given(answers[question.item.position])
        ]

    @property
    def is_to_store(self) -> bool:
        """Whether to store the answers now: no question is empty without being known to be. Only for a valid form."""
        told = self.cleaned_data["told"].split()
        return self.wants_storing and all(str(number) in told for number, _field in self.empty)

    @property
    def wants_storing(self) -> bool:
        return bool(self.cleaned_data["do"] == "store")

    @property
    def rows(self) -> list[tuple[PaperQuestion, list[forms.BoundField]]]:
        """Each question with its fields."""
        return [(question, [self[name] for name in _fields(question)]) for question in self.paper.questions]

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield the id of a field and what is wrong there, with the number of the question."""
        for question, fields in self.rows:
            for field in fields:
                for error in field.errors:
                    yield field.id_for_label, _("Question %(n)s: %(error)s") % {"n": question.number, "error": error}

    @property
    def answers(self) -> dict[int, Any]:
        """The answers by position, as devices send them. Only for a valid form."""
        return {question.item.position: self._answer(question) for question in self.paper.questions}

    def _answer(self, question: PaperQuestion) -> Any:
        given = {name.partition("-")[2]: self.cleaned_data[name] for name in _fields(question)}
        if question.item.type == "blanks" or question.item.content.get("parts"):
            return given
        return TAKEN[question.item.type](given[""])


TAKEN: Mapping[str, Any] = {
    "true-false": lambda is_true: is_true,
    "check-one": lambda chosen: chosen[0] if chosen else None,
    "check-all": lambda chosen: chosen,
    "narrative": lambda text: text,
}


def _fields(question: PaperQuestion) -> dict[str, forms.Field]:
    """Return the fields of a question by name: its position, and the blank or part after a dash."""
    name, item = f"q{question.item.position}", question.item
    if item.type == "true-false":
        return {name: TruthField()}
    if question.options:
        letters = [(letter, option["id"]) for letter, option in question.options]
        label = _("Letter") if item.type == "check-one" else _("Letters")
        return {name: LettersField(letters, is_one=item.type == "check-one", label=label)}
    if item.type == "blanks":
        return {
            f"{name}-{blank}": _text(_("Blank %(n)s") % {"n": number} if len(question.blanks) > 1 else _("Blank"))
            for number, blank in enumerate(question.blanks, 1)
        }
    return {
        (f"{name}-{part['id']}" if part["id"] else name): _text(part["prompt"] or _("Text"), is_long=True)
        for part in question.parts
    }


def _text(label: str, *, is_long: bool = False) -> forms.CharField:
    attrs: dict[str, Any] = {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}
    widget = forms.Textarea(attrs={**attrs, "rows": 3}) if is_long else forms.TextInput(attrs=attrs)
    longest = LONGEST_TEXT if is_long else LONGEST_WORD
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)
