"""What each person should do now: the rows of the start page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Count

from accounts.models import User
from courses.access import own_seats, taught_courses
from courses.models import Cohort, Course, Enrolment
from lessons.models import Lesson, Slide


@dataclass(frozen=True)
class LessonToStudy:
    """A lesson on a learner's page, with how many of its slides were read."""

    lesson: Lesson
    n_slides: int
    n_read: int

    @property
    def is_done(self) -> bool:
        return self.n_read >= self.n_slides


@dataclass(frozen=True)
class Studies:
    """What a learner does in one cohort."""

    cohort: Cohort
    lessons: Sequence[LessonToStudy]

    @property
    def now(self) -> LessonToStudy | None:
        """The lesson to go on with, or None when study is closed or everything was read."""
        if not self.cohort.is_study_open:
            return None
        return next((entry for entry in self.lessons if not entry.is_done), None)


@dataclass(frozen=True)
class Teaching:
    """A course on a staff page: its lessons, and the cohorts this person looks after."""

    course: Course
    lessons: Sequence[Lesson]
    cohorts: Sequence[Cohort]
    is_director: bool


@dataclass(frozen=True)
class Today:
    """The start page of one person. Somebody may learn in one course and teach in another."""

    studies: Sequence[Studies]
    teaching: Sequence[Teaching]


def today_of(user: User) -> Today:
    """Return what ``user`` learns and teaches, with the same number of queries for any number of rows."""
    seats = own_seats(user)
    learning = [seat.cohort for seat in seats if seat.role == Enrolment.Role.LEARNER and seat.cohort]
    courses = list(_plain(taught_courses(user)))
    lessons = _lessons_to_study(user, {cohort.course_id for cohort in learning} | {each.pk for each in courses})
    return Today(
        studies=[Studies(cohort, lessons[cohort.course_id]) for cohort in learning],
        teaching=_teaching(user, courses, lessons, directed={seat.course_id for seat in seats if seat.course_id}),
    )


def _lessons_to_study(user: User, courses: set[int]) -> dict[int, list[LessonToStudy]]:
    slides = Slide.objects.filter(lesson__course__in=courses, is_retired=False).order_by()
    n_slides = dict(slides.values_list("lesson").annotate(n=Count("pk")))
    n_read = dict(slides.filter(visits__user=user).values_list("lesson").annotate(n=Count("pk")))
    entries: dict[int, list[LessonToStudy]] = {course: [] for course in courses}
    lessons = Lesson.objects.filter(course__in=courses, is_retired=False).order_by("module__position", "position")
    for lesson in _plain(lessons):
        entries[lesson.course_id].append(
            LessonToStudy(lesson, n_slides=n_slides.get(lesson.pk, 0), n_read=n_read.get(lesson.pk, 0))
        )
    return entries


def _teaching(
    user: User, courses: Sequence[Course], lessons: dict[int, list[LessonToStudy]], directed: set[int]
) -> list[Teaching]:
    cohorts = list(_plain(Cohort.objects.taught_by(user).with_learner_counts()))
    return [
        Teaching(
            course=course,
            lessons=[entry.lesson for entry in lessons[course.pk]],
            cohorts=[cohort for cohort in cohorts if cohort.course_id == course.pk],
            is_director=course.pk in directed,
        )
        for course in courses
    ]


def _plain[M: models.Model](rows: models.QuerySet[M]) -> models.QuerySet[M]:
    return rows.fetch_mode(models.FETCH_RAISE)
