"""What the trail remembers of a change, in words: names instead of keys, and days as people write them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentForm, Attempt, FormItem, Question, RegradeRun, Ruling, Sitting
from courses.models import AuditRow, Cohort
from records.verbs import Words

# What a reader can do something with, in this order: PostgreSQL keeps another one.
DETAILS: Mapping[str, Words] = {
    "files": _("what changed"),
    "question": _("question"),
    "questions": _("questions"),
    "to": _("to place"),
    "forms": _("forms"),
    "points": _("points"),
    "policy": _("what happened"),
    "reason": _("reason"),
    "percent": _("percent"),
    "minutes": _("minutes"),
    "seconds": _("seconds"),
    "n_scores": _("scores"),
    "n_answers": _("answers"),
    "answer": _("answer"),
    "verdict": _("decision"),
    "label": _("name"),
    "group": _("group"),
    "groups": _("groups"),
    "seats": _("learners"),
    "added": _("added"),
    "changed": _("changed"),
    "removed": _("removed"),
    "opens_at": _("opens"),
    "closes_at": _("closes"),
    "closed_at": _("closed before at"),
    "fields": _("changed"),
    "before": _("before"),
    "after": _("after"),
    "months": _("months"),
    "least_percent": _("at least percent"),
    "signatory": _("signed by"),
}
FIELDS: Mapping[str, Words] = {
    "name": _("name"),
    "number": _("number"),
    "group": _("group"),
    "email": _("e-mail address"),
    "joining": _("who may join"),
    "join_code": _("class code"),
    "is_study_open": _("reading alone"),
    "role": _("part"),
    "is_active": _("signing in"),
    "is_staff": _("the administration pages"),
    "is_superuser": _("every right there"),
    "groups": _("groups of rights"),
    "user_permissions": _("single rights"),
    "kind": _("kind"),
    "label": _("name"),
    "form_a": _("form"),
    "form_b": _("second form"),
    "crosses": _("turns the forms around of"),
    "minutes": _("minutes"),
    "attempts_allowed": _("attempts"),
    "counts": _("which attempt counts"),
    "is_one_per_page": _("one question at a time"),
    "is_shuffled": _("another order for each learner"),
    "release_score": _("points are shown"),
    "release_answers": _("right answers are shown"),
    "release_feedback": _("reasons are shown"),
}
CHOICES: Mapping[str, type[models.TextChoices]] = {
    "joining": Cohort.Joining,
    "kind": Sitting.Kind,
    "counts": Sitting.Counts,
    "policy": RegradeRun.Policy,
    "verdict": Ruling.Verdict,
    **dict.fromkeys(("release_score", "release_answers", "release_feedback"), Sitting.Release),
}
# What holds names of fields, or numbers.
OF_FIELDS = {"fields", "added", "changed", "removed"}
MOMENTS = {"opens_at", "closes_at", "closed_at"}
# What is kept by its key, one or several of them. A number under any other name is a number.
KEPT_AS_KEY: Mapping[str, type[models.Model]] = {
    "question": Question,
    "form_a": AssessmentForm,
    "form_b": AssessmentForm,
    "crosses": Sitting,
}
KEPT_AS_KEYS: Mapping[str, type[models.Model]] = {"questions": Question, "forms": AssessmentForm}


@dataclass(frozen=True)
class Names:
    """What the details of some rows of the trail speak of, by its key.

    ``asked`` are the questions of forms, by form and position; ``forms`` the form of each attempt.
    """

    rows: Mapping[tuple[type[models.Model], int], str]
    asked: Mapping[tuple[int, int], str]
    forms: Mapping[int, int]

    def shown(self, row: AuditRow) -> list[str]:
        """Return what is worth reading of the detail of ``row``, each as "name: value"."""
        detail = row.detail | self._place(row)
        texts = ((name, self._text(name, detail.get(name))) for name in DETAILS)
        return [f"{DETAILS[name]}: {text}" for name, text in texts if text]

    def _place(self, row: AuditRow) -> dict[str, Any]:
        """Return what a place on a form means: the question that stands there, or the place counted from 1."""
        if "to" in row.detail:
            return {"to": row.detail["to"] + 1}
        position, attempt = row.detail.get("position"), _attempt_of(row)
        if position is None or attempt is None:
            return {}
        return {"question": self.asked.get((self.forms.get(attempt, 0), position), str(position + 1))}

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, dict):
            return "" if name in KEPT_AS_KEYS else ", ".join(self._field(*each) for each in sorted(value.items()))
        if isinstance(value, list):
            return ", ".join(filter(None, (self._each(name, each) for each in value)))
        return self._word(name, value)

    def _each(self, name: str, value: Any) -> str:
        return self.rows.get((KEPT_AS_KEYS[name], value), "") if name in KEPT_AS_KEYS else self._word(name, value)

    def _field(self, name: str, value: Any) -> str:
        """Return the new value of a field, or the one before and the new one."""
        if isinstance(value, list):
            value = " → ".join(self._word(name, each) or str(_("none")) for each in value)
        return f"{FIELDS.get(name, name)} {self._word(name, value)}"

    def _word(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if name in MOMENTS and value:
            return date_format(localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
        if name in CHOICES and value in CHOICES[name]:
            return str(CHOICES[name](value).label)
        if name in KEPT_AS_KEY and isinstance(value, int):
            return self.rows.get((KEPT_AS_KEY[name], value), "")
        return "" if value is None else str(FIELDS.get(value, value) if name in OF_FIELDS else value)


def names_in(rows: Iterable[AuditRow]) -> Names:
    """Return the names that the details of ``rows`` need, in one query for each kind of thing."""
    wanted: defaultdict[type[models.Model], set[int]] = defaultdict(set)
    places: set[tuple[int, int]] = set()
    for row in rows:
        for model, key in _keys(row.detail):
            wanted[model].add(key)
        attempt = _attempt_of(row)
        if attempt is not None and row.detail.get("position") is not None:
            places.add((attempt, row.detail["position"]))
    found = {
        (model, each.pk): each.name if isinstance(each, Question) else str(each)
        for model, keys in wanted.items()
        for each in model._default_manager.filter(pk__in=keys)
    }
    return Names(found, *_asked(places))


def _asked(places: set[tuple[int, int]]) -> tuple[dict[tuple[int, int], str], dict[int, int]]:
    """Return the names of the questions at ``places``, attempts and positions, and the form of each attempt."""
    if not places:
        return {}, {}
    attempts, positions = ({place[n] for place in places} for n in (0, 1))
    forms = dict(Attempt.objects.filter(pk__in=attempts).values_list("pk", "form"))
    items = FormItem.objects.filter(form__in=set(forms.values()), position__in=positions)
    named = {
        (item.form_id, item.position): item.version.question.name for item in items.select_related("version__question")
    }
    return named, forms


def _attempt_of(row: AuditRow) -> int | None:
    kind, _space, key = row.subject.partition(" ")
    return int(key) if kind == "attempt" and key.isdigit() else None


def _keys(detail: Mapping[str, Any]) -> list[tuple[type[models.Model], int]]:
    """Return model and key of whatever a detail names by its key."""
    changed = detail.get("changed")
    single = [*detail.items(), *(changed.items() if isinstance(changed, dict) else ())]
    values = [(name, each) for name, value in single for each in (value if isinstance(value, list) else [value])]
    listed = [(KEPT_AS_KEYS[name], detail[name]) for name in KEPT_AS_KEYS if isinstance(detail.get(name), list)]
    return [
        *((KEPT_AS_KEY[name], key) for name, key in values if name in KEPT_AS_KEY and type(key) is int),
        *((model, key) for model, keys in listed for key in keys),
    ]
