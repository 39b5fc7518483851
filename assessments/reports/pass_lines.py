"""Who crosses the percent that a certificate asks for, when a key is corrected.

The number of queries is the same for any number of learners and cohorts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.actions.corrections import Change, Plan
from assessments.models import Attempt, Sitting
from assessments.points import AttemptPoints, Trial, points_of
from assessments.reports.certificates import counting_of, reaches, rules_of
from assessments.statistics import DIGITS
from courses.models import Cohort, Enrolment


@dataclass(frozen=True)
class PassLine:
    """How many learners of a cohort come to the ``percent`` that a certificate asks for, and how many fall below."""

    cohort: Cohort
    percent: int
    n_reaching: int
    n_falling: int


@dataclass(frozen=True)
class Quiz:
    """A quiz after the lesson, with the submitted attempts of each seat in their order."""

    sitting: Sitting
    attempts: Mapping[int, Sequence[int]]


def pass_lines(plan: Plan, changes: Iterable[Change], lesson: int, now: datetime) -> list[PassLine]:
    """Return the line of every cohort of ``changes`` whose rule asks for a percent, cohorts by name.

    ``changes`` are those of ``plan`` that may be named, and ``lesson`` is the key of theirs. Only quizzes after the
    lesson count: a cohort in which none of them may change has no line.
    """
    after = [each.attempt.sitting for each in changes if each.attempt.sitting.kind == Sitting.Kind.POST]
    cohorts = {each.cohort_id: each.cohort for each in after}
    least = {
        pk: rule.least_percent for pk, rule in rules_of(cohorts.values()).items() if rule.least_percent is not None
    }
    quizzes = _quizzes(least, lesson, now)
    attempts = list(Attempt.objects.filter(sitting__in=[each.sitting for each in quizzes]))
    trial = Trial({(row.attempt_id, row.position): row for row in plan.rows}, plan.overrides)
    had, has = (_reaching(quizzes, points, least) for points in (points_of(attempts), points_of(attempts, trial)))
    return [
        PassLine(cohorts[pk], percent, n_reaching=len(has[pk] - had[pk]), n_falling=len(had[pk] - has[pk]))
        for pk, percent in sorted(least.items(), key=lambda each: (cohorts[each[0]].name, each[0]))
    ]


def _quizzes(cohorts: Iterable[int], lesson: int, now: datetime) -> list[Quiz]:
    """Return the quizzes after a lesson that somebody sat: the later one counts, as for certificates."""
    sittings = Sitting.objects.filter(cohort__in=list(cohorts), form_a__lesson=lesson, kind=Sitting.Kind.POST)
    of_seats: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    learners = Attempt.objects.submitted().readable().filter(enrolment__role=Enrolment.Role.LEARNER)
    rows = learners.filter(sitting__in=sittings).order_by("pk").values_list("pk", "sitting", "enrolment")
    for pk, sitting, seat in rows:
        of_seats[sitting][seat].append(pk)
    weakest_first = sorted(sittings, key=lambda each: each.is_released(each.release_score, now))
    return [Quiz(sitting, of_seats[sitting.pk]) for sitting in weakest_first]


def _reaching(
    quizzes: Sequence[Quiz], points: Mapping[int, AttemptPoints], least: Mapping[int, int]
) -> Mapping[int, set[int]]:
    """Return the seats of each cohort that come to what is asked. Who waits for a mark does not yet."""
    percents = {pk: _percent(each) for pk, each in points.items()}
    standing = {
        (quiz.sitting.cohort_id, seat): counting_of(quiz.sitting, own, percents)
        for quiz in quizzes
        for seat, own in quiz.attempts.items()
    }
    found: defaultdict[int, set[int]] = defaultdict(set)
    for (cohort, seat), attempt in standing.items():
        if reaches(percents[attempt], least[cohort]) and not points[attempt].is_provisional:
            found[cohort].add(seat)
    return found


def _percent(points: AttemptPoints) -> float | None:
    """Return the points in percent of the full points of what has points, None of nothing."""
    full = sum(item.max_points for item in points.items if item.points is not None)
    return round(100 * float(points.points) / float(full), DIGITS) if full else None
