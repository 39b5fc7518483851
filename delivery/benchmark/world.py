"""The rows of the benchmark: a class of the first lesson, its instructor, and learners who are signed in."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from assessments.benchmark.world import make_learners, signed_in, unused
from assessments.models import Question, QuestionVersion
from courses.models import Cohort, Enrolment
from delivery.actions.planning import Wish, create_delivery
from delivery.models import Delivery, Privacy
from delivery.transport.tickets import Audience, Ticket


@dataclass(frozen=True)
class World:
    """A class that was planned. ``sessions`` are those of the learners, ``streams`` the addresses they follow."""

    delivery: Delivery
    question: QuestionVersion
    instructor: str
    sessions: list[str]
    streams: list[str]


def make_world(*, n_learners: int, now: datetime) -> World:
    """Return a class of the first lesson that has a question with one right option."""
    question = Question.objects.filter(is_retired=False, versions__type="check-one").order_by("lesson", "pk")[0]
    cohort = Cohort.objects.create(course=question.lesson.course, name=unused("Benchmark"))
    teacher = User.objects.create(username=unused("bench-instructor"), name="Instructor")
    Enrolment.objects.create(user=teacher, cohort=cohort, role=Enrolment.Role.INSTRUCTOR, joined_at=now)
    users = make_learners(cohort, n_learners, now)
    lesson = question.lesson
    wish = Wish(lesson, total_minutes=lesson.total_minutes, activities=[], privacy=Privacy.NAMED, times={})
    delivery = create_delivery(cohort=cohort, wish=wish, token=unused("benchmark"), by=teacher, now=now)
    return World(
        delivery=delivery,
        question=QuestionVersion.objects.newest().get(question=question),
        instructor=signed_in(teacher),
        sessions=[signed_in(user) for user in users],
        streams=[Ticket(delivery.pk, Audience.FOLLOW, user.pk).address for user in users],
    )
