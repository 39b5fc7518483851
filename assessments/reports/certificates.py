"""Who has a certificate, who would get one by the rule, and why the others do not.

The number of queries is the same for any number of learners and lessons.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.certificates.lettering import unprintable
from assessments.evaluation.marks import Marks, State, marks_of, took_of
from assessments.models import Attempt, Certificate, CertificateRule, Sitting
from assessments.reports.cohort_results import sittings_of, usual_pair
from courses.models import Cohort, Enrolment
from lessons.models import Lesson

# What holds while nobody has set a rule.
USUAL = CertificateRule(is_by_hand=True, needs_both=True, least_percent=None)


@dataclass(frozen=True)
class Sat:
    """What a learner did in one lesson: percent before and after, None where not taken or nothing counts yet.

    ``has_before`` and ``has_after`` say whether the quizzes were sat; ``is_waiting`` whether an answer after the
    lesson waits for a person.
    """

    has_before: bool
    has_after: bool
    before: int | None
    after: int | None
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


def certificates_of(cohort: Cohort) -> Certificates:
    """Return how the certificates of a cohort stand."""
    rule = rule_of(cohort)
    pairs = _pairs(cohort)
    standings = _standings([pair for _lesson, pair in pairs])
    seats = cohort.enrolments.learners().select_related("user").order_by("user__name", "pk")
    given = _given(cohort)
    return Certificates(
        cohort=cohort,
        rule=rule,
        is_own=rule.cohort_id == cohort.pk,
        lessons=[lesson for lesson, _pair in pairs],
        candidates=[_candidate(seat, rule, pairs, standings, given[seat.pk]) for seat in seats],
    )


def rule_of(cohort: Cohort) -> CertificateRule:
    """Return the rule in force: the cohort's own, else that of its course, else the usual one."""
    rules = CertificateRule.objects.filter(Q(cohort=cohort) | Q(course=cohort.course_id))
    found = {rule.cohort_id: rule for rule in rules}
    return found.get(cohort.pk) or found.get(None) or USUAL


type Pair = tuple[Sitting | None, Sitting | None]
type LessonPair = tuple[Lesson, Pair]
type Standing = tuple[int | None, bool]


def _pairs(cohort: Cohort) -> list[LessonPair]:
    """Return the lessons that have a quiz after them, each with its quizzes, in the order of the course."""
    offered: defaultdict[Lesson, list[Sitting]] = defaultdict(list)
    for sitting in sittings_of(cohort):
        if sitting.kind != Sitting.Kind.PRACTICE:
            offered[sitting.form_a.lesson].append(sitting)
    pairs = [(lesson, usual_pair(sittings)) for lesson, sittings in offered.items()]
    return sorted((each for each in pairs if each[1][1]), key=lambda each: each[0].position)


def _standings(pairs: Sequence[Pair]) -> Mapping[tuple[int, int], Standing]:
    """Return percent and whether something waits, by sitting and seat, of the attempt that the sitting counts."""
    sittings = {each.pk: each for pair in pairs for each in pair if each}
    attempts = Attempt.objects.submitted().filter(sitting__in=sittings, enrolment__role=Enrolment.Role.LEARNER)
    marks = marks_of(took_of(attempts))
    percents = marks.percents(np.arange(len(marks.took)))
    rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for row, took in enumerate(marks.took):
        rows[took.sitting, took.seat].append(row)
    return {key: _standing(marks, percents, _counting(sittings[key[0]], own, percents)) for key, own in rows.items()}


def _counting(sitting: Sitting, rows: Sequence[int], percents: np.ndarray) -> int:
    """Return the row of the attempt that counts. ``rows`` come in the order of the attempts."""
    match sitting.counts:
        case Sitting.Counts.FIRST:
            return rows[0]
        case Sitting.Counts.LAST:
            return rows[-1]
        case _best:
            return max(rows, key=lambda row: np.nan_to_num(percents[row], nan=-1))


def _standing(marks: Marks, percents: np.ndarray, row: int) -> Standing:
    percent = None if np.isnan(percents[row]) else round(float(percents[row]))
    return percent, bool((marks.states[row] == State.WAITING).any())


def _given(cohort: Cohort) -> Mapping[int, list[Certificate]]:
    given: defaultdict[int, list[Certificate]] = defaultdict(list)
    for certificate in Certificate.objects.filter(enrolment__cohort=cohort):
        given[certificate.enrolment_id].append(certificate)
    return given


def _candidate(
    seat: Enrolment,
    rule: CertificateRule,
    pairs: Sequence[LessonPair],
    standings: Mapping[tuple[int, int], Standing],
    given: Sequence[Certificate],
) -> Candidate:
    sat = [_sat(seat.pk, pair, standings) for _lesson, pair in pairs]
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


def _sat(seat: int, pair: Pair, standings: Mapping[tuple[int, int], Standing]) -> Sat:
    before, after = (standings.get((each.pk, seat)) if each else None for each in pair)
    return Sat(
        has_before=before is not None or pair[0] is None,
        has_after=after is not None,
        before=before[0] if before else None,
        after=after[0] if after else None,
        is_waiting=bool(after and after[1]),
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
    elif any(each.has_after and (each.after is None or each.after < rule.least_percent) for each in sat):
        yield _("below %(percent)s %%") % {"percent": rule.least_percent}
