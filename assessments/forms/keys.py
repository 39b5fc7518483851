"""Keys as their correctors see them: a form for each type of question, and what to do with the answers."""

import hashlib
import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.actions.corrections import Correction
from assessments.actions.policies import WITHOUT_KEY
from assessments.actions.regrading import n_scored_before
from assessments.forms.deciding import LONGEST_REASON, REASON_MISSING
from assessments.forms.known_answers import KnownAnswers
from assessments.forms.prose import joined, prose_field
from assessments.key_edits import LISTS, QUOTA, Key, Row, blanks_of, form_of, with_answer, without_answer
from assessments.lesson_keys import keys_if, keys_of
from assessments.models import QuestionVersion, RegradeRun
from assessments.stems import blank_labels

CREDITS = ("1", "3/4", "2/3", "1/2", "1/3", "1/4", "0")
KINDS = {"accept": _("right"), "partial": _("partly right"), "wrong": _("not right")}
# What an answer of the key counts as, as it is shown before its words.
SIGNS = {"accept": "✓", "parts": "◐", "partial": "◐", "wrong": "✕", "review": "◷", QUOTA: "✓"}


def has_word(text: str) -> None:
    """Raise ValidationError for a text that the engine takes for nothing, such as "..." or "the"."""
    if not form_of(text):
        raise forms.ValidationError(_("Nothing of this is left to compare."))


def digest_of(key: Key | None, policy: str) -> str:
    """Return what stands for a correction, whatever its reason. ``key`` is None when it stays."""
    return hashlib.sha256(json.dumps([key, str(policy)], sort_keys=True).encode()).hexdigest()


class CorrectionForm(forms.Form):
    """What every correction says: what happens to the answers, and why. ``state`` is what it was decided on.

    Looking is free: the reason is asked for only when the correction is applied.
    """

    policy = forms.ChoiceField(
        label=_("What happens to the answers"),
        choices=RegradeRun.Policy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to the answers.")},
    )
    reason = forms.CharField(
        label=_("Reason, for learners to read"),
        help_text=_("You need it to apply the correction, not to look at what would change."),
        max_length=LONGEST_REASON,
        required=False,
    )
    includes_decided = forms.BooleanField(
        label=_("Also where a person has given the points: marks and points set by hand"), required=False
    )
    state = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    common: ClassVar = ("policy", "reason", "includes_decided", "state", "shown")

    def __init__(self, version: QuestionVersion, key: Key, state: str, posted: Mapping[str, Any] | None = None) -> None:
        initial = {"policy": RegradeRun.Policy.NEW_KEY, "state": state}
        is_search = posted is not None and posted.get("do") == "find"
        super().__init__(None if is_search else posted, label_suffix="", initial=initial)
        self.version, self.key, self.sought = version, key, posted or {}
        self.add_key_fields()
        if is_search:
            self._keep(posted)

    def _keep(self, posted: Any) -> None:
        """Show what was typed so far, and judge none of it: somebody only looks for an answer to take out."""
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(posted, {}, name)

    def add_key_fields(self) -> None:
        """Add the fields of the type."""

    @property
    def is_stale(self) -> bool:
        """Whether something was decided since the page was made that is sent. Only for a bound form."""
        return bool(self.data.get("state") != self.initial["state"])

    def caught_up(self, seen: Key | None, key: Key, state: str) -> "CorrectionForm":
        """Return the form for ``key``, the newest, with what was changed of ``seen``, the key that was shown.

        All else is as the newest key says. What was shown is not known when ``seen`` is None: all stays as typed.
        """
        posted = cast("QueryDict", self.data).copy()
        shown, newest = (type(self)(self.version, each, state) for each in (seen or key, key))
        for field in newest.key_fields:
            typed = field.field.widget.value_from_datadict(posted, {}, field.name)
            if field.name in shown.initial and _read(typed) == _read(shown.initial[field.name]):
                posted[field.name] = newest.initial[field.name]
            elif isinstance(field.field, forms.MultipleChoiceField):
                posted.setlist(field.name, [each for each in typed if field.field.valid_value(each)])
        posted["state"], posted["shown"] = state, ""
        return type(self)(self.version, key, state, posted)

    def edited(self) -> Key:
        """Return the key as it was edited. Only for a valid form."""
        return self.key

    def texts_of_changes(self) -> list[str]:
        """Return the names of the texts that speak of what is right, where that was changed."""
        return []

    @property
    def left_texts(self) -> list[forms.BoundField]:
        """The texts that stay although what they speak of was changed: they may now say the opposite.

        Only for a form that is valid, or lacks only the reason.
        """
        kept = [name for name in self.texts_of_changes() if _read(self.cleaned_data[name]) == _read(self.initial[name])]
        return [self[name] for name in kept if self.initial[name]]

    @property
    def key_fields(self) -> list[forms.BoundField]:
        """The fields of the type, in their order."""
        return [field for field in self if field.name not in self.common]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needs_key = not self.errors and given["policy"] not in WITHOUT_KEY and not self.n_scored_before
        if needs_key and self.edited() == self.key:
            self.add_error(None, _("The key is as it was. Change it, or choose what needs no new key."))
        if self.data.get("do") == "apply" and "reason" not in self.errors and not given["reason"]:
            self.add_error("reason", REASON_MISSING["required"])
        return given

    @cached_property
    def n_scored_before(self) -> int:
        """How many attempts were scored with an earlier key, and can be scored again although this one stays."""
        return n_scored_before(self.version)

    @property
    def lacks_only_reason(self) -> bool:
        """Whether all is well but the reason, so that what would change can be shown. Only for a bound form."""
        return set(self.errors) == {"reason"}

    @property
    def correction(self) -> Correction:
        """What is to be done. Only for a form that is valid, or lacks only the reason."""
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
        return digest_of(self.correction.key, given["policy"]) + scope


class WrittenKeyForm(CorrectionForm):
    """Nothing of the key: people mark it, so that only what needs no key can be decided."""

    def add_key_fields(self) -> None:
        policy = cast("forms.ChoiceField", self.fields["policy"])
        policy.choices = [each for each in RegradeRun.Policy.choices if each[0] in WITHOUT_KEY]
        self.initial["policy"] = None


class TrueFalseKeyForm(CorrectionForm):
    """Whether it is true, and what is said to whom."""

    def add_key_fields(self) -> None:
        said = self.key["if_answered"]
        choices = [("true", _("True")), ("false", _("False"))]
        hint = _("When you change it, change the two texts below as well: they stay as they are.")
        self.fields["answer"] = forms.ChoiceField(
            label=_("Right answer"), choices=choices, widget=forms.RadioSelect, help_text=hint
        )
        self.fields["if_true"] = prose_field(_("To whoever says true"))
        self.fields["if_false"] = prose_field(_("To whoever says false"))
        answer = "true" if self.key["answer"] else "false"
        self.initial.update({"answer": answer, "if_true": joined(said["true"]), "if_false": joined(said["false"])})

    def texts_of_changes(self) -> list[str]:
        is_flipped = self.cleaned_data["answer"] != self.initial["answer"]
        return ["if_true", "if_false"] if is_flipped else []

    def edited(self) -> Key:
        given = self.cleaned_data
        said = {"true": given["if_true"], "false": given["if_false"]}
        return {**self.key, "answer": given["answer"] == "true", "if_answered": _kept(self.key["if_answered"], said)}


class OptionsKeyForm(CorrectionForm):
    """What the key holds of every option under ``value_name``, and what is said to whoever chooses it."""

    value_name: ClassVar[str]

    def add_options(self, value_field: Callable[[str], forms.Field]) -> None:
        """Add the fields of every option. ``value_field`` makes the one for its value, from its text."""
        for option in self.version.content["options"]:
            name, row = option["id"], self.key["options"][option["id"]]
            self.fields[f"value-{name}"] = value_field(option["text"])
            self.fields[f"feedback-{name}"] = prose_field(_("Feedback on “%(option)s”") % {"option": option["text"]})
            self.initial.update({f"value-{name}": self.value_of(row), f"feedback-{name}": joined(row["feedback"])})

    def edited(self) -> Key:
        given = self.cleaned_data
        rows = {
            name: self.with_value(_kept(row, {"feedback": given[f"feedback-{name}"]}), given[f"value-{name}"])
            for name, row in self.key["options"].items()
        }
        return {**self.key, "options": rows}

    def texts_of_changes(self) -> list[str]:
        names = [name for name in self.key["options"] if self._is_revalued(name)]
        return [f"feedback-{name}" for name in names]

    def _is_revalued(self, name: str) -> bool:
        return bool(self.cleaned_data[f"value-{name}"] != self.initial[f"value-{name}"])

    def value_of(self, row: Row) -> Any:
        """Return what the field shows for the key of an option."""
        return row[self.value_name]

    def with_value(self, row: Row, value: Any) -> Row:
        """Return the key of an option with what was typed."""
        return row if value == self.value_of(row) else {**row, self.value_name: value}


class CheckOneKeyForm(OptionsKeyForm):
    """What each option is worth."""

    value_name = "credit"

    def add_key_fields(self) -> None:
        self.add_options(self.worth_field)

    def worth_field(self, text: str) -> forms.Field:
        known = {Fraction(row["credit"]) for row in self.key["options"].values()}
        worth = sorted(known.union(map(Fraction, CREDITS)), reverse=True)
        return forms.ChoiceField(label=text, choices=[(str(each), str(each)) for each in worth])

    def value_of(self, row: Row) -> Any:
        return str(Fraction(row[self.value_name]))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "1" not in [value for name, value in given.items() if name.startswith("value-")]:
            self.add_error(None, _("One option must be worth 1."))
        return given


class CheckAllKeyForm(OptionsKeyForm):
    """Which options are right."""

    value_name = "correct"

    def add_key_fields(self) -> None:
        self.add_options(lambda text: forms.BooleanField(label=text, required=False))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not any(value is True for name, value in given.items() if name.startswith("value-")):
            self.add_error(None, _("One option at least must be right."))
        return given


class BlanksKeyForm(CorrectionForm):
    """The answers that each blank knows: some to take out, and one to add at a time."""

    def add_key_fields(self) -> None:
        blanks, labels = blanks_of(self.key), blank_labels(self.version)
        # In the order of the question: a database may keep the key in another one.
        for blank in [blank for blank in labels if blank in blanks] or blanks:
            self._add(blank, blanks[blank], labels.get(blank, ""))

    def _add(self, blank: str, row: Row, place: str) -> None:
        known = [
            (each, f"{SIGNS[kind]} {each}")
            for kind, entry in _entries(row)
            for each in (entry["text"], *entry.get("also", []))
        ]
        kinds = KINDS if not row.get("quota") else {**_places(row["quota"]), "wrong": KINDS["wrong"]}
        self.fields[f"text-{blank}"] = forms.CharField(
            label=_named(place, _("Add an answer")), max_length=200, required=False, validators=[has_word]
        )
        self.fields[f"kind-{blank}"] = forms.ChoiceField(label=_("It is"), choices=list(kinds.items()))
        self.fields[f"credit-{blank}"] = forms.ChoiceField(
            label=_("Worth, when partly right"), choices=[(each, each) for each in CREDITS[1:-1]], initial="1/2"
        )
        self.fields[f"say-{blank}"] = prose_field(_("Feedback on it"))
        self.fields[f"out-{blank}"] = forms.MultipleChoiceField(
            label=_named(place, _("Take out")), choices=known, required=False, widget=KnownAnswers
        )
        self.fields[f"out-{blank}"].widget.sought = self.sought.get(f"find-out-{blank}", "").strip()

    def edited(self) -> Key:
        key = self._shortened
        for blank, kind, row in self._news:
            key = with_answer(key, blank=blank, kind=kind, row=row)
        return key

    @cached_property
    def _shortened(self) -> Key:
        """The key without what is to be taken out."""
        key = deepcopy(self.key)
        for blank in blanks_of(self.key):
            for text in self.cleaned_data[f"out-{blank}"]:
                key = without_answer(key, blank=blank, text=text)
        return key

    @cached_property
    def _news(self) -> list[tuple[str, str, Row]]:
        """Blank, list and row of what is to be added, where the rest of the key does not say the same of it."""
        typed = [blank for blank in blanks_of(self.key) if self.cleaned_data[f"text-{blank}"]]
        if not typed:
            return []
        lesson, pk, is_whole = self.version.question.lesson, self.version.pk, self._shortened == self.key
        keys = keys_of(lesson.pk) if is_whole else keys_if(lesson, version=pk, key=self._shortened)
        kinds = ((blank, *self.cleaned_data[f"kind-{blank}"].partition(":")) for blank in typed)
        rows = [(blank, kind, self._new_row(blank, kind, place)) for blank, kind, _colon, place in kinds]
        return [(blank, kind, row) for blank, kind, row in rows if not keys.say_already(pk, blank, kind, row)]

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


def _entries(blank: Row) -> list[tuple[str, Row]]:
    """Return the answers that a blank knows, each with the list that it is in."""
    quota = blank.get(QUOTA) or {}
    listed = [(kind, entry) for kind in LISTS for entry in blank.get(kind, [])]
    return [*listed, *((QUOTA, entry) for entry in quota.get("entries", []))]


def _places(quota: Row) -> dict[str, str]:
    """Return the places of a quota as kinds of an answer."""
    return {f"quota:{place['id']}": place["label"] for place in quota["places"]}


def _named(place: str, label: Any) -> str:
    return f"{place}: {label}" if place else str(label)


def _has_answer(blank: Row) -> bool:
    return bool(blank["accept"] or blank.get("parts") or (blank.get("quota") or {}).get("entries"))


def _kept(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``old`` with ``new`` texts. A form has other line ends, and no space at the end: that is no change."""
    changed = {name: text.replace("\r\n", "\n") for name, text in new.items()}
    return {**old, **{name: text for name, text in changed.items() if _read(text) != _read(old[name] or "")}}


def _read(value: Any) -> Any:
    """Return what a field says, without what a form does to the ends of its lines."""
    return joined(value.replace("\r\n", "\n")).strip() if isinstance(value, str) else value


FORMS: Mapping[str, type[CorrectionForm]] = {
    QuestionVersion.Type.TRUE_FALSE: TrueFalseKeyForm,
    QuestionVersion.Type.CHECK_ONE: CheckOneKeyForm,
    QuestionVersion.Type.CHECK_ALL: CheckAllKeyForm,
    QuestionVersion.Type.BLANKS: BlanksKeyForm,
    QuestionVersion.Type.NARRATIVE: WrittenKeyForm,
}
