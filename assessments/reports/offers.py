"""What to keep in mind about a sitting: two forms that are not alike, and a practice that gives answers away."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AssessmentForm, Question, Sitting
from assessments.models.sittings import SittingQuerySet
from lessons.models import LearningOutcome

Kind, Release = Sitting.Kind, Sitting.Release


def warnings_of(sitting: Sitting, now: datetime) -> list[str]:
    """Return what those who teach should know about ``sitting``, a sentence each. Nothing of it is forbidden."""
    forms = [form for form in (sitting.form_a, sitting.form_b) if form]
    return [*(differences(*forms) if len(forms) > 1 else ()), *_given_away(sitting, now)]


@dataclass(frozen=True)
class _Shape:
    """What two parallel forms should have alike. ``outcomes`` are by place in the lesson."""

    points: Decimal
    types: Counter[str]
    outcomes: Counter[int]


def _shape(form: AssessmentForm) -> _Shape:
    items = list(form.items.values_list("points", "version__type"))
    outcomes = form.items.values_list("version__question__outcome_links__outcome__position", flat=True)
    return _Shape(
        points=sum((points for points, _type in items), Decimal(0)),
        types=Counter(kind for _points, kind in items),
        outcomes=Counter(position for position in outcomes if position is not None),
    )


def differences(form_a: AssessmentForm, form_b: AssessmentForm) -> Iterator[str]:
    """Yield in what two parallel forms are not alike, a sentence each."""
    first, second = _shape(form_a), _shape(form_b)
    if first.points != second.points:
        totals = {"first": _number(first.points), "second": _number(second.points)}
        yield _("The two forms have different totals: %(first)s and %(second)s points.") % totals
    if first.types != second.types:
        yield _("The two forms have different numbers of questions of a type.")
    if first.outcomes != second.outcomes:
        places = sorted(first.outcomes | second.outcomes)
        unlike = [place for place in places if first.outcomes[place] != second.outcomes[place]]
        told = [
            _("%(outcome)s: %(first)s and %(second)s")
            % {
                "outcome": LearningOutcome(position=place).code,
                "first": first.outcomes[place],
                "second": second.outcomes[place],
            }
            for place in unlike
        ]
        yield _("The two forms ask differently often about a learning outcome (%(told)s).") % {"told": "; ".join(told)}


def _number(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _given_away(sitting: Sitting, now: datetime) -> Iterator[str]:
    """Yield what a practice that shows answers tells about a quiz that still asks for them, as either sees it."""
    if sitting.is_closed(now):
        return
    telling = Q(release_answers=Release.AT_ONCE) | Q(release_feedback=Release.AT_ONCE)
    practices = _open_ended(sitting, now).filter(telling, kind=Kind.PRACTICE)
    if sitting.kind != Kind.PRACTICE:
        yield from (_told(each, n) for each in practices if (n := _n_shared(sitting, each)))
    elif Release.AT_ONCE in {sitting.release_answers, sitting.release_feedback}:
        asking = _open_ended(sitting, now).exclude(kind=Kind.PRACTICE)
        yield from (_asked(each, n) for each in asking if (n := _n_shared(sitting, each)))


def _n_shared(first: Sitting, second: Sitting) -> int:
    """Return how many questions two sittings have in common, in whatever wording."""
    return Question.objects.on_forms(first.form_keys).on_forms(second.form_keys).count()


def _open_ended(sitting: Sitting, now: datetime) -> SittingQuerySet:
    """Return the other sittings of the cohort that have not closed, opened or not."""
    not_closed = Q(closes_at=None) | Q(closes_at__gt=now)
    return Sitting.objects.filter(not_closed, cohort=sitting.cohort_id).exclude(pk=sitting.pk)


def _told(practice: Sitting, n: int) -> str:
    return ngettext(
        "“%(quiz)s” shows right answers at once, and has %(n)s of these questions.",
        "“%(quiz)s” shows right answers at once, and has %(n)s of these questions.",
        n,
    ) % {"quiz": practice.label, "n": n}


def _asked(quiz: Sitting, n: int) -> str:
    return ngettext(
        "This practice shows right answers at once, and “%(quiz)s”, which is not closed, asks %(n)s of its questions.",
        "This practice shows right answers at once, and “%(quiz)s”, which is not closed, asks %(n)s of its questions.",
        n,
    ) % {"quiz": quiz.label, "n": n}
