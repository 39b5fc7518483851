"""Who has a certificate, who would get one by the rule, and why the others do not.

The number of queries is the same for any number of learners and lessons.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.certificates.lettering import unprintable
from assessments.evaluation.marks import Marks, State
from assessments.evaluation.reading import marks_of, took_of
from assessments.models import Attempt, Certificate, CertificateRule, Sitting
from assessments.reports.cohort_results import sittings_of
from assessments.statistics import DIGITS
from courses.models import Cohort, Enrolment
from lessons.models import Lesson

# What holds while nobody has set a rule.
USUAL = CertificateRule(is_by_hand=True, needs_both=True, least_percent=None)


@dataclass(frozen=True)
class Sat:
    """What a learner did in one lesson: percent before and after, None where not taken or nothing counts yet.

    ``has_before`` and ``has_after`` say whether the quizzes were sat, or none was offered before; ``is_waiting``
    whether an answer after the lesson waits for a person.
    """

    has_before: bool
    has_after: bool
    before: float | None
    after: float | None
    is_waiting: bool


@dataclass(frozen=True)
class Candidate:
    """A learner on the page of certificates. ``reasons`` say why the rule gives none; empty when it would.

    ``certificate`` is the valid one or None, ``revoked`` the last one that was taken back or None.
    """

    seat: Enrolment
    sat: Sequence[Sat]
    reasons: Sequence[str]
    certificate: Certificate | None
    revoked: Certificate | None
    is_unprintable: bool


@dataclass(frozen=True)
class Certificates:
    """The certificates of a cohort. ``rule`` is the one in force; ``is_own`` when the cohort has one of its own."""

    cohort: Cohort
    rule: CertificateRule
    is_own: bool
    lessons: Sequence[Lesson]
    candidates: Sequence[Candidate]

    @property
    def due(self) -> list[Candidate]:
        """Those who meet the rule and have no certificate. A certificate that was taken back is given by hand again."""
        if self.rule.is_by_hand:
            return []
        return [each for each in self.candidates if not (each.certificate or each.revoked or each.reasons)]

    @property
    def holders(self) -> list[Candidate]:
        return [each for each in self.candidates if each.certificate]


def certificates_of(cohort: Cohort, now: datetime) -> Certificates:
    """Return how the certificates of a cohort stand."""
    rule = rule_of(cohort)
    sittings = [each for each in sittings_of(cohort) if each.kind != Sitting.Kind.PRACTICE]
    lessons, standings = _lessons(sittings), _standings(sittings, now)
    has_before = {each.form_a.lesson_id for each in sittings if each.kind == Sitting.Kind.PRE}
    seats = cohort.enrolments.learners().present().select_related("user")
    given = _given(cohort)

    def candidate(seat: Enrolment) -> Candidate:
        sat = [_sat(standings, lesson.pk, seat.pk, has_before) for lesson in lessons]
        return _candidate(seat, rule, sat, given[seat.pk])

    return Certificates(
        cohort=cohort,
        rule=rule,
        is_own=rule.cohort_id == cohort.pk,
        lessons=lessons,
        candidates=[candidate(seat) for seat in seats],
    )


def rule_of(cohort: Cohort) -> CertificateRule:
    """Return the rule in force: the cohort's own, else that of its course, else the usual one."""
    return rules_of([cohort])[cohort.pk]


def rules_of(cohorts: Iterable[Cohort]) -> dict[int, CertificateRule]:
    """Return the rule in force of each cohort by its primary key, in one query."""
    course_of = {cohort.pk: cohort.course_id for cohort in cohorts}
    rules = CertificateRule.objects.filter(Q(cohort__in=course_of) | Q(course__in=set(course_of.values())))
    found = {(rule.cohort_id, rule.course_id): rule for rule in rules}
    return {pk: found.get((pk, None)) or found.get((None, course)) or USUAL for pk, course in course_of.items()}


class Standing(NamedTuple):
    """Percent in a quiz, None while nothing counts, and whether an answer waits for a person."""

    percent: float | None
    is_waiting: bool


type Standings = Mapping[tuple[int, str, int], Standing]


def _lessons(sittings: Sequence[Sitting]) -> list[Lesson]:
    """Return the lessons that have a quiz after them, in the order of the course."""
    lessons = {each.form_a.lesson for each in sittings if each.kind == Sitting.Kind.POST}
    return sorted(lessons, key=lambda lesson: lesson.position)


def _standings(sittings: Sequence[Sitting], now: datetime) -> Standings:
    """Return how learners stand by lesson, kind of quiz and seat. ``sittings`` come oldest first.

    Of several quizzes of a kind the newest counts that a learner sat and whose points are released; the newest they
    sat while none is. So a quiz for those who were ill leaves everybody else what they have.
    """
    by_pk = {each.pk: each for each in sittings}
    attempts = Attempt.objects.submitted().filter(sitting__in=by_pk, enrolment__role=Enrolment.Role.LEARNER)
    marks = marks_of(took_of(attempts))
    percents = marks.percents(np.arange(len(marks.took)))
    rows: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, took in enumerate(marks.took):
        rows[took.sitting][took.seat].append(row)
    weakest_first = sorted(sittings, key=lambda each: each.is_released(each.release_score, now))
    return {
        (each.form_a.lesson_id, each.kind, seat): _standing(marks, percents, counting_of(each, own, percents))
        for each in weakest_first
        for seat, own in rows[each.pk].items()
    }


def counting_of(sitting: Sitting, rows: Sequence[int], percents: np.ndarray | Mapping[int, float | None]) -> int:
    """Return the row of the attempt that counts. ``rows`` come in the order of the attempts.

    ``percents`` are those of each row; NaN or None where nothing counts yet.
    """
    match sitting.counts:
        case Sitting.Counts.FIRST:
            return rows[0]
        case Sitting.Counts.LAST:
            return rows[-1]
        case _best:
            return max(rows, key=lambda row: np.nan_to_num(np.float64(percents[row]), nan=-1))


def _standing(marks: Marks, percents: np.ndarray, row: int) -> Standing:
    percent = None if np.isnan(percents[row]) else round(float(percents[row]), DIGITS)
    return Standing(percent, bool((marks.states[row] == State.WAITING).any()))


def _given(cohort: Cohort) -> Mapping[int, list[Certificate]]:
    given: defaultdict[int, list[Certificate]] = defaultdict(list)
    for certificate in Certificate.objects.filter(enrolment__cohort=cohort):
        given[certificate.enrolment_id].append(certificate)
    return given


def _candidate(seat: Enrolment, rule: CertificateRule, sat: Sequence[Sat], given: Sequence[Certificate]) -> Candidate:
    valid = [each for each in given if each.is_valid]
    revoked = [each for each in given if not each.is_valid]
    return Candidate(
        seat=seat,
        sat=sat,
        reasons=list(_reasons(rule, sat)),
        certificate=valid[0] if valid else None,
        revoked=revoked[-1] if revoked else None,
        is_unprintable=unprintable(valid[0].name if valid else seat.user.name),
    )


def _sat(standings: Standings, lesson: int, seat: int, has_before: Set[int]) -> Sat:
    """Return what a learner did in a lesson; ``has_before`` are the lessons with a quiz before them."""
    before, after = (standings.get((lesson, kind, seat)) for kind in (Sitting.Kind.PRE, Sitting.Kind.POST))
    return Sat(
        has_before=before is not None or lesson not in has_before,
        has_after=after is not None,
        before=before.percent if before else None,
        after=after.percent if after else None,
        is_waiting=after is not None and after.is_waiting,
    )


def _reasons(rule: CertificateRule, sat: Sequence[Sat]) -> Iterator[str]:
    """Yield why the rule gives no certificate, each reason once."""
    if not sat:
        yield _("no quiz after a lesson yet")
    if rule.needs_both and not all(each.has_before for each in sat):
        yield _("has not sat the quiz before")
    if not all(each.has_after for each in sat):
        yield _("has not sat the quiz after")
    if rule.least_percent is None:
        return
    if any(each.is_waiting for each in sat):
        yield _("an answer waits for a mark")
        return
    missed = [each.after for each in sat if each.has_after and not reaches(each.after, rule.least_percent)]
    if missed:
        looks_equal = all(after is not None and round(after) == rule.least_percent for after in missed)
        reason = _("just below %(percent)s %%") if looks_equal else _("below %(percent)s %%")
        yield reason % {"percent": rule.least_percent}


def reaches(percent: float | None, least: int) -> bool:
    """Return whether ``percent`` is enough; None never is."""
    return percent is not None and percent >= least
