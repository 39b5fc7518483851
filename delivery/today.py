"""What each person should do now: the rows of the start page."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Count
from django.utils.timezone import localdate

from accounts.models import User
from assessments.access.certificates import own_certificates
from assessments.models import Attempt, Certificate, Sitting
from assessments.reports.tasks import SittingTasks, sitting_tasks
from courses.access import own_seats, taught_courses
from courses.models import Cohort, Course, Enrolment
from courses.rows import sealed
from delivery.models import Delivery
from lessons.models import Lesson, Slide
from lessons.reports import Reading

# The page stays light for who looks after hundreds of cohorts; the course overview has them all.
SHOWN_COHORTS = 10


class QuizState(StrEnum):
    """Where a learner stands with a quiz.

    ``OVER``: the time ended before the answers were sent. ``MISSED``: it closed before anything was begun.
    """

    LATER = "later"
    OPEN = "open"
    STARTED = "started"
    OVER = "over"
    DONE = "done"
    MISSED = "missed"


@dataclass(frozen=True)
class QuizToTake:
    """A quiz on a learner's page. ``attempt`` is the newest one, or None before the first."""

    sitting: Sitting
    attempt: Attempt | None
    state: QuizState
    may_repeat: bool = False
    opens_today: bool = False

    @property
    def is_due(self) -> bool:
        """Whether something is to be done now."""
        return self.state in {QuizState.OPEN, QuizState.STARTED}


@dataclass(frozen=True)
class Step:
    """One step of a lesson: a quiz or the lesson itself. The other is None.

    ``class_past`` is the key of the newest class on the lesson that is over, or None.
    """

    quiz: QuizToTake | None = None
    lesson: Reading | None = None
    class_past: int | None = None


@dataclass(frozen=True)
class Studies:
    """What a learner does in one cohort. ``class_now`` is the class that goes on there, or None.

    ``certificate`` is the valid one of this learner, or None. ``classes_past`` are the keys of the newest class that is
    over on each lesson, by the key of the lesson.
    """

    cohort: Cohort
    lessons: Sequence[Reading]
    quizzes: Sequence[QuizToTake] = ()
    class_now: Delivery | None = None
    certificate: Certificate | None = None
    classes_past: Mapping[int, int] = field(default_factory=dict)

    @property
    def quiz_now(self) -> QuizToTake | None:
        """The quiz to take now; it comes before studying, which would tell its answers."""
        return next((quiz for quiz in self.quizzes if quiz.is_due), None)

    @property
    def now(self) -> Reading | None:
        """The lesson to go on with, or None when study is closed or everything was read."""
        if not self.cohort.is_study_open:
            return None
        return next((entry for entry in self.lessons if not entry.is_done), None)

    @property
    def steps(self) -> list[Step]:
        """Quiz before, lesson, quiz after: lesson by lesson."""
        return [step for entry in self.lessons for step in self._steps_of(entry)]

    def _steps_of(self, entry: Reading) -> Iterator[Step]:
        own = [quiz for quiz in self.quizzes if quiz.sitting.form_a.lesson_id == entry.lesson.pk]
        yield from (Step(quiz=quiz) for quiz in own if quiz.sitting.kind == Sitting.Kind.PRE)
        yield Step(lesson=entry, class_past=self.classes_past.get(entry.lesson.pk))
        yield from (Step(quiz=quiz) for quiz in own if quiz.sitting.kind != Sitting.Kind.PRE)


@dataclass(frozen=True)
class Teaching:
    """A course on a staff page: its lessons, and the newest of the ``n_cohorts`` that this person looks after."""

    course: Course
    lessons: Sequence[Lesson]
    cohorts: Sequence[Cohort]
    n_cohorts: int
    is_director: bool


@dataclass(frozen=True)
class Today:
    """The start page of one person. Somebody may learn in one course and teach in another.

    ``classes_now`` and ``tasks`` are what goes on, and what waits, in the cohorts where this person teaches.
    ``completed`` are learners' own archived cohorts, each with the valid certificate of it.
    """

    studies: Sequence[Studies]
    teaching: Sequence[Teaching]
    classes_now: Sequence[Delivery]
    tasks: Sequence[SittingTasks]
    completed: Sequence[tuple[Cohort, Certificate]]


def today_of(user: User, now: datetime) -> Today:
    """Return what ``user`` learns and teaches, with the same number of queries for any number of rows."""
    seats = own_seats(user)
    own = [seat.cohort for seat in seats if seat.role == Enrolment.Role.LEARNER and seat.cohort]
    learning = [cohort for cohort in own if not cohort.is_archived]
    quizzes = _quizzes(user, learning, now)
    courses = list(sealed(taught_courses(user)))
    taught = list(sealed(Cohort.objects.current().taught_by(user).with_learner_counts().order_by("-created_at", "-pk")))
    own_cohorts: defaultdict[int, list[Cohort]] = defaultdict(list)
    for cohort in taught:
        own_cohorts[cohort.course_id].append(cohort)
    certificates = {each.enrolment.cohort_id: each for each in own_certificates(user)}
    running = _running([*learning, *taught])
    over = _over(learning)
    lessons = _lessons_to_study(user, {cohort.course_id for cohort in learning} | {each.pk for each in courses})
    return Today(
        studies=[
            Studies(
                cohort,
                lessons[cohort.course_id],
                quizzes[cohort.pk],
                running.get(cohort.pk),
                certificates.get(cohort.pk),
                over[cohort.pk],
            )
            for cohort in learning
        ],
        teaching=[
            Teaching(
                course=course,
                lessons=[entry.lesson for entry in lessons[course.pk]],
                cohorts=own_cohorts[course.pk][:SHOWN_COHORTS],
                n_cohorts=len(own_cohorts[course.pk]),
                is_director=any(seat.course_id == course.pk for seat in seats),
            )
            for course in courses
        ],
        classes_now=[running[cohort.pk] for cohort in taught if cohort.pk in running],
        tasks=sitting_tasks(taught, now),
        completed=[
            (cohort, certificates[cohort.pk]) for cohort in own if cohort.is_archived and cohort.pk in certificates
        ],
    )


def _running(cohorts: Sequence[Cohort]) -> dict[int, Delivery]:
    """Return the class that goes on in each of ``cohorts``, by the cohort's key."""
    classes = Delivery.objects.real().running().filter(cohort__in=cohorts).select_related("lesson", "cohort")
    return {delivery.cohort_id: delivery for delivery in sealed(classes)}


def _over(cohorts: Sequence[Cohort]) -> dict[int, dict[int, int]]:
    """Return the newest class that is over on each lesson: its key by that of the lesson, by that of the cohort."""
    found: dict[int, dict[int, int]] = {cohort.pk: {} for cohort in cohorts}
    classes = Delivery.objects.real().filter(cohort__in=cohorts, ended_at__isnull=False).order_by("ended_at", "pk")
    for cohort, lesson, delivery in classes.values_list("cohort", "lesson", "pk"):
        found[cohort][lesson] = delivery
    return found


def _lessons_to_study(user: User, courses: set[int]) -> dict[int, list[Reading]]:
    slides = Slide.objects.filter(lesson__course__in=courses, is_retired=False).order_by()
    n_slides = dict(slides.values_list("lesson").annotate(n=Count("pk")))
    n_read = dict(slides.filter(visits__user=user).values_list("lesson").annotate(n=Count("pk")))
    entries: dict[int, list[Reading]] = {course: [] for course in courses}
    lessons = Lesson.objects.filter(course__in=courses, is_retired=False).order_by("module__position", "position")
    for lesson in sealed(lessons):
        entries[lesson.course_id].append(
            Reading(lesson, n_slides=n_slides.get(lesson.pk, 0), n_read=n_read.get(lesson.pk, 0))
        )
    return entries


def _quizzes(user: User, cohorts: Sequence[Cohort], now: datetime) -> dict[int, list[QuizToTake]]:
    sittings = Sitting.objects.filter(cohort__in=cohorts).select_related("form_a").order_by("created_at", "pk")
    attempts: dict[int, list[Attempt]] = {}
    for attempt in sealed(Attempt.objects.filter(sitting__cohort__in=cohorts, enrolment__user=user).order_by("number")):
        attempts.setdefault(attempt.sitting_id, []).append(attempt)
    quizzes: dict[int, list[QuizToTake]] = {cohort.pk: [] for cohort in cohorts}
    for sitting in sealed(sittings):
        quizzes[sitting.cohort_id].append(_quiz(sitting, attempts.get(sitting.pk, []), now))
    return quizzes


def _quiz(sitting: Sitting, attempts: Sequence[Attempt], now: datetime) -> QuizToTake:
    running = next((attempt for attempt in attempts if attempt.is_open), None)
    counting = [attempt for attempt in attempts if attempt.voided_at is None]
    if running:
        running.sitting = sitting
        return QuizToTake(sitting, running, QuizState.OVER if running.is_over(now) else QuizState.STARTED)
    if counting:
        may_repeat = sitting.is_open(now) and len(counting) < sitting.attempts_allowed
        return QuizToTake(sitting, counting[-1], QuizState.DONE, may_repeat=may_repeat)
    if sitting.is_open(now):
        return QuizToTake(sitting, None, QuizState.OPEN)
    if sitting.is_closed(now):
        return QuizToTake(sitting, None, QuizState.MISSED)
    opens_today = sitting.opens_at is not None and localdate(sitting.opens_at) == localdate(now)
    return QuizToTake(sitting, None, QuizState.LATER, opens_today=opens_today)
