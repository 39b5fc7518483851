"""Rows of live classes for tests."""

import uuid
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from courses.models import Enrolment
from delivery.models import Delivery, PlanItem, QuestionRun, Vote
from delivery.plan import activity_item
from tests.factories import (
    NOW,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    PhaseFactory,
    rows_beside,
)

LANES = {"kind": "lanes", "regions": [{"id": "un", "label": "UN"}]}


class DeliveryFactory(DjangoModelFactory):
    """A class that was planned. ``running=True``: it began at NOW, its first item is a frame.

    Its ``created_by`` is an instructor of the cohort.
    """

    class Meta:
        model = Delivery
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    lesson = factory.LazyAttribute(lambda delivery: LessonFactory(course=delivery.cohort.course))
    total_minutes = Decimal(45)
    created_by = factory.LazyAttribute(lambda delivery: EnrolmentFactory(cohort=delivery.cohort, instructor=True).user)
    created_at = NOW

    class Params:
        running = factory.Trait(started_at=NOW, rev=1)

    @factory.post_generation
    def first_item(self, create, value, **kwargs):
        if self.started_at:
            self.item = PlanItemFactory(delivery=self)
            self.showing = Delivery.Showing.FRAME
            self.save()


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = PlanItem

    delivery = factory.SubFactory(DeliveryFactory)
    position = rows_beside(PlanItem, "delivery")
    kind = PlanItem.Kind.FRAME
    title = factory.Sequence(lambda n: f"Item {n}")
    frame = "topic"
    seconds = 60


class QuestionRunFactory(DjangoModelFactory):
    """A question of the room; give it ``version``, such as ``question("check-one", lesson=...)`` of assessments."""

    class Meta:
        model = QuestionRun

    delivery = factory.SubFactory(DeliveryFactory, running=True)
    number = rows_beside(QuestionRun, "delivery", plus=1)
    opened_at = NOW


class VoteFactory(DjangoModelFactory):
    """A named vote."""

    class Meta:
        model = Vote
        skip_postgeneration_save = True

    run = factory.SubFactory(QuestionRunFactory)
    seat = factory.LazyAttribute(
        lambda vote: EnrolmentFactory(cohort=vote.run.delivery.cohort, role=Enrolment.Role.LEARNER)
    )
    answer = "a"
    event = factory.LazyFunction(uuid.uuid4)
    sequence = 1
    at = NOW


def lanes_class():
    """Return a class of three frames and an activity with two phases and a board, not begun."""
    delivery = DeliveryFactory()
    PlanItemFactory(delivery=delivery, title="A")
    PlanItemFactory(delivery=delivery, title="B")
    activity = ActivityFactory(lesson=delivery.lesson, title="Lanes", board=LANES)
    PhaseFactory(activity=activity, slug="one")
    PhaseFactory(activity=activity, slug="two")
    lanes = activity_item(activity)
    lanes.delivery, lanes.position = delivery, 2
    lanes.save()
    PlanItemFactory(delivery=delivery, title="C")
    return delivery
