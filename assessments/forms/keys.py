"""Keys as their correctors see them: a form for each type of question, and what to do with the answers."""

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from assessments.actions.corrections import Correction
from assessments.forms.deciding import LONGEST_REASON, REASON_MISSING
from assessments.key_edits import LISTS, Key, Row, blanks_of, with_answer, without_answer
from assessments.models import QuestionVersion, RegradeRun

CREDITS = ("1", "3/4", "2/3", "1/2", "1/3", "1/4", "0")
KINDS = {"accept": _("right"), "partial": _("partly right"), "wrong": _("not right")}
LONGEST_PROSE = 4000


def prose_field(label: Any, *, is_required: bool = False) -> forms.CharField:
    """Return a field for feedback, in the Markdown that keys are written in."""
    box = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, required=is_required, max_length=LONGEST_PROSE, widget=box)


def digest_of(key: Key | None, policy: str, reason: str) -> str:
    """Return what stands for a correction. ``key`` is None when it stays."""
    return hashlib.sha256(json.dumps([key, str(policy), reason], sort_keys=True).encode()).hexdigest()


class CorrectionForm(forms.Form):
    """What every correction says: what happens to the answers, and why. ``state`` is what it was decided on."""

    policy = forms.ChoiceField(
        label=_("What happens to the answers"), choices=RegradeRun.Policy.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason, for learners to read"), max_length=LONGEST_REASON, error_messages=REASON_MISSING
    )
    includes_decided = forms.BooleanField(
        label=_("Also where a person has given the points: marks and points set by hand"), required=False
    )
    state = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    common: ClassVar = ("policy", "reason", "includes_decided", "state", "shown")

    def __init__(self, version: QuestionVersion, key: Key, state: str, posted: Mapping[str, Any] | None = None) -> None:
        initial = {"policy": RegradeRun.Policy.NEW_KEY, "state": state}
        super().__init__(posted, label_suffix="", initial=initial)
        self.version, self.key = version, key
        self.add_key_fields()

    def add_key_fields(self) -> None:
        """Add the fields of the type. A written question has none: people mark it."""

    def edited(self) -> Key:
        """Return the key as it was edited. Only for a valid form."""
        return self.key

    @property
    def key_fields(self) -> list[forms.BoundField]:
        """The fields of the type, in their order."""
        return [field for field in self if field.name not in self.common]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and self.edited() == self.key and given["policy"] in {"new-key", "never-lower"}:
            self.add_error(None, _("The key is as it was. Change it, or choose what needs no new key."))
        return given

    @property
    def correction(self) -> Correction:
        """What is to be done. Only for a valid form."""
        edited = self.edited()
        return Correction(
            version=self.version,
            policy=RegradeRun.Policy(self.cleaned_data["policy"]),
            key=None if edited == self.key else edited,
            includes_decided=self.cleaned_data["includes_decided"],
        )

    @property
    def digest(self) -> str:
        """What stands for the correction, so that nothing is applied that was not shown before."""
        given = self.cleaned_data
        scope = "all" if given["includes_decided"] else ""
        return digest_of(self.correction.key, given["policy"], given["reason"]) + scope


class TrueFalseKeyForm(CorrectionForm):
    """Whether it is true, and what is said to whom."""

    def add_key_fields(self) -> None:
        said = self.key["if_answered"]
        choices = [("true", _("True")), ("false", _("False"))]
        self.fields["answer"] = forms.ChoiceField(label=_("Right answer"), choices=choices, widget=forms.RadioSelect)
        self.fields["if_true"] = prose_field(_("To whoever says true"))
        self.fields["if_false"] = prose_field(_("To whoever says false"))
        answer = "true" if self.key["answer"] else "false"
        self.initial.update({"answer": answer, "if_true": said["true"], "if_false": said["false"]})

    def edited(self) -> Key:
        given = self.cleaned_data
        said = {"true": given["if_true"], "false": given["if_false"]}
        return {**self.key, "answer": given["answer"] == "true", "if_answered": _kept(self.key["if_answered"], said)}


class OptionsKeyForm(CorrectionForm):
    """Something about every option, and what is said to whoever chooses it."""

    def add_key_fields(self) -> None:
        for option in self.version.content["options"]:
            name, row = option["id"], self.key["options"][option["id"]]
            self.fields[f"value-{name}"] = self.value_field(option["text"])
            self.fields[f"feedback-{name}"] = prose_field(_("Feedback on “%(option)s”") % {"option": option["text"]})
            self.initial.update({f"value-{name}": self.value_of(row), f"feedback-{name}": row["feedback"]})

    def edited(self) -> Key:
        given = self.cleaned_data
        rows = {
            name: self.with_value(_kept(row, {"feedback": given[f"feedback-{name}"]}), given[f"value-{name}"])
            for name, row in self.key["options"].items()
        }
        return {**self.key, "options": rows}

    def value_field(self, text: str) -> forms.Field:
        """Return the field of an option."""
        raise NotImplementedError

    def value_of(self, row: Row) -> Any:
        """Return what the field shows for the key of an option."""
        raise NotImplementedError

    def with_value(self, row: Row, value: Any) -> Row:
        """Return the key of an option with what was typed."""
        raise NotImplementedError


class CheckOneKeyForm(OptionsKeyForm):
    """What each option is worth."""

    def value_field(self, text: str) -> forms.Field:
        known = {Fraction(row["credit"]) for row in self.key["options"].values()}
        worth = sorted(known.union(map(Fraction, CREDITS)), reverse=True)
        return forms.ChoiceField(label=text, choices=[(str(each), str(each)) for each in worth])

    def value_of(self, row: Row) -> Any:
        return str(Fraction(row["credit"]))

    def with_value(self, row: Row, value: Any) -> Row:
        return row if value == self.value_of(row) else {**row, "credit": value}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "1" not in [value for name, value in given.items() if name.startswith("value-")]:
            self.add_error(None, _("One option must be worth 1."))
        return given


class CheckAllKeyForm(OptionsKeyForm):
    """Which options are right."""

    def value_field(self, text: str) -> forms.Field:
        return forms.BooleanField(label=text, required=False)

    def value_of(self, row: Row) -> Any:
        return row["correct"]

    def with_value(self, row: Row, value: Any) -> Row:
        return {**row, "correct": value}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not any(value is True for name, value in given.items() if name.startswith("value-")):
            self.add_error(None, _("One option at least must be right."))
        return given


class BlanksKeyForm(CorrectionForm):
    """The answers that each blank knows: some to take out, and one to add at a time."""

    def add_key_fields(self) -> None:
        blanks = blanks_of(self.key)
        for number, (blank, row) in enumerate(blanks.items(), 1):
            place = translated("Blank %(n)s") % {"n": number} if len(blanks) > 1 else ""
            self._add(blank, row, place)

    def _add(self, blank: str, row: Row, place: str) -> None:
        known = [(each, each) for entry in _entries(row) for each in (entry["text"], *entry.get("also", []))]
        kinds = KINDS if not row.get("quota") else {**_places(row["quota"]), "wrong": KINDS["wrong"]}
        self.fields[f"text-{blank}"] = forms.CharField(
            label=_named(place, _("Add an answer")), max_length=200, required=False
        )
        self.fields[f"kind-{blank}"] = forms.ChoiceField(label=_("It is"), choices=list(kinds.items()))
        self.fields[f"credit-{blank}"] = forms.ChoiceField(
            label=_("Worth, when partly right"), choices=[(each, each) for each in CREDITS[1:-1]], initial="1/2"
        )
        self.fields[f"say-{blank}"] = prose_field(_("Feedback on it"))
        self.fields[f"out-{blank}"] = forms.MultipleChoiceField(
            label=_named(place, _("Take out")), choices=known, required=False, widget=forms.CheckboxSelectMultiple
        )

    def edited(self) -> Key:
        key = deepcopy(self.key)
        for blank in blanks_of(self.key):
            for text in self.cleaned_data[f"out-{blank}"]:
                key = without_answer(key, blank=blank, text=text)
            if self.cleaned_data[f"text-{blank}"]:
                kind, _sep, place = self.cleaned_data[f"kind-{blank}"].partition(":")
                key = with_answer(key, blank=blank, kind=kind, row=self._new_row(blank, kind, place))
        return key

    def _new_row(self, blank: str, kind: str, place: str) -> Row:
        given = {name: self.cleaned_data[f"{name}-{blank}"] for name in ("text", "credit", "say")}
        more: dict[str, Row] = {
            "accept": {},
            "partial": {"credit": given["credit"], "misconception": None},
            "wrong": {"misconception": None},
            "quota": {"fills": place, "alone": None},
        }
        return {"text": given["text"], "also": [], "feedback": given["say"] or None, **more[kind]}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not all(map(_has_answer, blanks_of(self.edited()).values())):
            self.add_error(None, _("A blank must have an answer that is right."))
        return given


def _entries(blank: Row) -> list[Row]:
    quota = blank.get("quota") or {}
    return [*(entry for kind in LISTS for entry in blank.get(kind, [])), *quota.get("entries", [])]


def _places(quota: Row) -> dict[str, str]:
    """Return the places of a quota as kinds of an answer."""
    return {f"quota:{place['id']}": place["label"] for place in quota["places"]}


def _named(place: str, label: Any) -> str:
    return f"{place}: {label}" if place else str(label)


def _has_answer(blank: Row) -> bool:
    return bool(blank["accept"] or blank.get("parts") or (blank.get("quota") or {}).get("entries"))


def _kept(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``old`` with ``new`` texts. A form sends other line ends, and no space at the end: that is no change."""
    changed = {name: text.replace("\r\n", "\n") for name, text in new.items()}
    same = {name for name, text in changed.items() if text.strip() == str(old[name] or "").strip()}
    return {**old, **{name: text for name, text in changed.items() if name not in same}}


FORMS: Mapping[str, type[CorrectionForm]] = {
    QuestionVersion.Type.TRUE_FALSE: TrueFalseKeyForm,
    QuestionVersion.Type.CHECK_ONE: CheckOneKeyForm,
    QuestionVersion.Type.CHECK_ALL: CheckAllKeyForm,
    QuestionVersion.Type.BLANKS: BlanksKeyForm,
    QuestionVersion.Type.NARRATIVE: CorrectionForm,
}
