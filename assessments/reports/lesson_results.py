"""What cohorts learned in one lesson, side by side in the order of time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import DateTimeField, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from assessments.evaluation.cohorts import CohortLine, Instructor, InstructorLine
from assessments.evaluation.forest import Scale, scale_of
from assessments.evaluation.showing import Showing
from assessments.reports.side_by_side import KINDS, Compared, Entry, SideBySide, side_by_side
from assessments.statistics import mean_gain
from courses.models import Cohort, Enrolment
from courses.names import name_key
from lessons.models import LearningOutcome, Lesson


@dataclass(frozen=True)
class LessonResults:
    """The cohorts of one page."""

    found: SideBySide

    @cached_property
    def lines(self) -> list[CohortLine]:
        return self.found.lines

    @cached_property
    def scale(self) -> Scale:
        """A scale that holds the gains of cohorts and those of instructors, which may reach further."""
        return scale_of([*(line.shown_gain for line in self.lines), *(each.gain for each in self.instructors)])

    @property
    def outcomes(self) -> Sequence[LearningOutcome]:
        return self.found.outcomes

    @cached_property
    def instructors(self) -> list[InstructorLine]:
        """Those who teach, by name, each with the learners of all their cohorts on the page together."""
        return instructor_lines(self.found.compared)

    @property
    def n_both(self) -> int:
        return sum(line.n_both for line in self.lines)

    @property
    def n_waiting(self) -> int:
        """How many attempts have answers that still wait for a person."""
        return sum(line.n_waiting for line in self.lines)

    @property
    def has_gains(self) -> bool:
        return any(line.shown_gain for line in self.lines)

    @property
    def n_question_sets(self) -> int:
        """On how many different sets of questions the gains rest."""
        return len({line.letter for line in self.lines if line.letter})


def cohorts_with_quizzes(cohorts: QuerySet[Cohort], lesson: Lesson) -> QuerySet[Cohort]:
    """Return those of ``cohorts`` that were offered a quiz about ``lesson``, newest first, each with ``held_at``."""
    about = Q(sittings__form_a__lesson=lesson, sittings__kind__in=KINDS)
    held = Coalesce("sittings__opens_at", "sittings__created_at", output_field=DateTimeField())
    return (
        cohorts.filter(course=lesson.course_id)
        .annotate(held_at=Max(held, filter=about))
        .filter(held_at__isnull=False)
        .order_by("-held_at", "-pk")
    )


def instructors_to_choose(cohorts: QuerySet[Cohort]) -> list[tuple[int, str]]:
    """Return key and name of everybody who teaches one of ``cohorts``, by name."""
    seats = Enrolment.objects.filter(role=Enrolment.Role.INSTRUCTOR, cohort__in=cohorts.order_by().values("pk"))
    people = seats.order_by().values_list("user", "user__name").distinct()
    return sorted(people, key=lambda each: (name_key(each[1]), each))


def lesson_results(lesson: Lesson, cohorts: Sequence[Cohort]) -> LessonResults:
    """Return what ``cohorts`` learned in ``lesson``, in their order."""
    return LessonResults(side_by_side([Entry(cohort, lesson) for cohort in cohorts], has_outcomes=True))


def instructor_lines(compared: Iterable[Compared]) -> list[InstructorLine]:
    """Return a line for everybody who teaches one of the cohorts, by name."""
    taught: defaultdict[Instructor, list[Compared]] = defaultdict(list)
    for each in compared:
        for instructor in each.line.instructors:
            taught[instructor].append(each)
    by_name = sorted(taught, key=lambda each: (name_key(each.name), each.pk))
    return [_instructor_line(each, taught[each]) for each in by_name]


def _instructor_line(instructor: Instructor, own: Sequence[Compared]) -> InstructorLine:
    scores = [each.scores for each in own if each.scores]
    is_mixed = len({each.line.common.versions for each in own if each.line.gain}) > 1
    gain = None
    if scores and not is_mixed:
        x, y = (np.concatenate([pair[side] for pair in scores]) for side in (0, 1))
        known = ~np.isnan(x) & ~np.isnan(y)
        if Showing(int(known.sum())).class_figures:
            gain = mean_gain(x[known], y[known])
    return InstructorLine(
        name=instructor.name,
        n_cohorts=len(own),
        n_both=sum(each.line.n_both for each in own),
        is_mixed=is_mixed,
        gain=gain,
    )
