"""How a course stands: its lessons, its cohorts, who has done what, and what the newest cohorts learned.

The number of queries is the same for any number of cohorts, lessons and learners.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from assessments.evaluation.cohorts import CohortLine, Instructor
from assessments.evaluation.forest import Scale, scale_of
from assessments.models import Attempt, Sitting
from assessments.reports.side_by_side import KINDS, Entry, instructors_of, side_by_side
from courses.models import Cohort, Course, Enrolment
from lessons.models import Lesson


@dataclass(frozen=True)
class Taken:
    """How many learners sat the quiz before a lesson, the one after it, and both."""

    n_before: int = 0
    n_after: int = 0
    n_both: int = 0


NOBODY = Taken()


@dataclass(frozen=True)
class LessonLine:
    """A lesson of the course. ``newest`` is the last cohort that sat a quiz after it, or None."""

    lesson: Lesson
    n_cohorts: int
    taken: Taken
    newest: CohortLine | None


@dataclass(frozen=True)
class CourseCohort:
    """A cohort of the course: its people, and what they sat, lesson by lesson."""

    cohort: Cohort
    instructors: Sequence[Instructor]
    taken: Sequence[tuple[Lesson, Taken]]


@dataclass(frozen=True)
class CourseTotals:
    """Everybody in the course. ``n_both`` sat both quizzes of at least one lesson."""

    n_cohorts: int
    n_listed: int
    n_joined: int
    n_any: int
    n_both: int


@dataclass(frozen=True)
class CourseResults:
    """The course as far as whoever asks may see it, with one page of its cohorts."""

    totals: CourseTotals
    lessons: Sequence[LessonLine]
    cohorts: Sequence[CourseCohort]

    @cached_property
    def scale(self) -> Scale:
        """A scale that holds the gains of all lessons."""
        return scale_of(each.newest.shown_gain for each in self.lessons if each.newest)


def course_results(course: Course, cohorts: QuerySet[Cohort], page: Sequence[Cohort]) -> CourseResults:
    """Return how ``course`` stands in ``cohorts``, those on ``page`` one by one."""
    lessons = list(Lesson.objects.filter(course=course, is_retired=False).order_by("position"))
    newest = _newest(cohorts, lessons)
    by_lesson = _taken(cohorts, "sitting__form_a__lesson")
    n_cohorts = _n_cohorts(cohorts)
    return CourseResults(
        totals=_totals(cohorts),
        lessons=[
            LessonLine(lesson, n_cohorts.get(lesson.pk, 0), by_lesson.get((lesson.pk,), NOBODY), newest.get(lesson.pk))
            for lesson in lessons
        ],
        cohorts=_cohorts(page, lessons),
    )


def course_cohorts(course: Course, page: Sequence[Cohort]) -> list[CourseCohort]:
    """Return the cohorts on ``page``, one by one."""
    return _cohorts(page, list(Lesson.objects.filter(course=course, is_retired=False).order_by("position")))


def _sittings(cohorts: QuerySet[Cohort]) -> QuerySet[Sitting]:
    return Sitting.objects.filter(cohort__in=cohorts.values("pk"), kind__in=KINDS).order_by()


def _n_cohorts(cohorts: QuerySet[Cohort]) -> Mapping[int, int]:
    """Return how many cohorts were offered a quiz about each lesson."""
    return dict(_sittings(cohorts).values_list("form_a__lesson").annotate(Count("cohort", distinct=True)))


def _counting(cohorts: QuerySet[Cohort]) -> QuerySet[Attempt]:
    """Return the attempts of learners that count; each with ``has_after``: its learner sat the quiz after too."""
    after = Attempt.objects.submitted().filter(
        enrolment=OuterRef("enrolment"),
        sitting__kind=Sitting.Kind.POST,
        sitting__form_a__lesson=OuterRef("sitting__form_a__lesson"),
    )
    attempts = Attempt.objects.submitted().filter(
        sitting__in=_sittings(cohorts).values("pk"), enrolment__role=Enrolment.Role.LEARNER
    )
    return attempts.annotate(has_after=Exists(after)).order_by()


PRE, POST = Q(sitting__kind=Sitting.Kind.PRE), Q(sitting__kind=Sitting.Kind.POST)


def _people(among: Q) -> Count:
    return Count("enrolment", distinct=True, filter=among)


def _taken(cohorts: QuerySet[Cohort], *by: str) -> dict[tuple[int, ...], Taken]:
    """Return how many learners sat what, by these fields."""
    counts = {"n_before": _people(PRE), "n_after": _people(POST), "n_both": _people(PRE & Q(has_after=True))}
    rows = _counting(cohorts).values(*by).annotate(**counts)
    return {tuple(row[each] for each in by): Taken(**{name: row[name] for name in counts}) for row in rows}


def _totals(cohorts: QuerySet[Cohort]) -> CourseTotals:
    seats = Enrolment.objects.learners().filter(cohort__in=cohorts.values("pk"))
    people = seats.aggregate(n=Count("pk"), n_joined=Count("pk", filter=Q(joined_at__isnull=False)))
    sat = _counting(cohorts).aggregate(n_any=_people(Q()), n_both=_people(PRE & Q(has_after=True)))
    return CourseTotals(cohorts.count(), people["n"], people["n_joined"], sat["n_any"], sat["n_both"])


def _newest(cohorts: QuerySet[Cohort], lessons: Sequence[Lesson]) -> dict[int, CohortLine]:
    """Return what the last cohort that sat a quiz after each lesson has learned in it, by lesson."""
    sat = Attempt.objects.submitted().filter(sitting=OuterRef("pk"))
    held = _sittings(cohorts).filter(Exists(sat), kind=Sitting.Kind.POST, form_a__lesson=OuterRef("pk"))
    last = held.order_by(F("opens_at").desc(nulls_last=True), "-pk").values("pk")[:1]
    keys = Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons]).values_list(Subquery(last), flat=True)
    sittings = Sitting.objects.filter(pk__in=list(keys)).select_related("cohort", "form_a")
    by_pk = {lesson.pk: lesson for lesson in lessons}
    entries = [Entry(each.cohort, by_pk[each.form_a.lesson_id]) for each in sittings if each.form_a.lesson_id in by_pk]
    return {line.lesson.pk: line for line in side_by_side(entries, has_outcomes=False).lines}


def _cohorts(page: Sequence[Cohort], lessons: Iterable[Lesson]) -> list[CourseCohort]:
    cohorts = Cohort.objects.filter(pk__in=[each.pk for each in page])
    taken = _taken(cohorts, "sitting__cohort", "sitting__form_a__lesson")
    offered: defaultdict[int, set[int]] = defaultdict(set)
    for cohort, lesson in _sittings(cohorts).values_list("cohort", "form_a__lesson"):
        offered[cohort].add(lesson)
    instructors = instructors_of(page)
    return [
        CourseCohort(
            cohort=each,
            instructors=instructors.get(each.pk, []),
            taken=[
                (lesson, taken.get((each.pk, lesson.pk), NOBODY)) for lesson in lessons if lesson.pk in offered[each.pk]
            ],
        )
        for each in page
    ]
