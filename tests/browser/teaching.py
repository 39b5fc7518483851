"""Classes of a full cohort as staff see them: one prepared, one that goes on with a question and a board, one over."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from activities.actions.boards import Hand, add_entry
from activities.actions.runs import start_run
from activities.models import Activity
from assessments.models import QuestionVersion
from delivery.actions.asking import ask
from delivery.actions.ending import end
from delivery.actions.orders import Order
from delivery.actions.planning import Wish, add_break, add_question, create_delivery
from delivery.actions.running import move_to, start
from delivery.models import Delivery, Vote

N_QUESTIONS, N_POINTS, N_ANSWERS = 5, 60, 30


def order_for(delivery, by, now):
    return Order(Delivery.objects.get(pk=delivery.pk).rev, by, "laptop", now)


def plan_classes(world, now):
    """Return three classes, each with two activities, questions to the room and a break besides the lesson."""
    chosen = list(Activity.objects.filter(number__in=["1.8.1", "E2"]))
    wish = Wish(world.lesson, Decimal(45), chosen, "named", {})
    asked = [version.question for version in QuestionVersion.objects.order_by("pk")[:N_QUESTIONS]]
    made = {"cohort": world.cohort, "wish": wish, "by": world.director, "now": now}
    classes = [create_delivery(token=token, **made) for token in ("planned", "running", "over")]
    for delivery in classes:
        for question in asked:
            add_question(delivery=delivery, question=question, place=6)
        add_break(delivery=delivery, title="Break", place=9)
    return classes


def teach(world):
    """Return the three classes. In the one that goes on as many have answered as a usual class has, each otherwise."""
    now, by = timezone.now(), world.director
    planned, running, over = plan_classes(world, now)
    start(delivery=over, order=order_for(over, by, now))
    end(delivery=over, order=order_for(over, by, now))
    start(delivery=running, order=order_for(running, by, now))
    at = running.items.get(activity__number="1.8.1")
    move_to(delivery=running, order=order_for(running, by, now), item=at)
    at.refresh_from_db()
    fill_board(at.run.boards.get(), Hand(by, None, now))
    start_run(activity=Activity.objects.get(number="E2"), cohort=world.cohort, by=by, now=now)
    written = world.lesson.questions.filter(versions__type="narrative").first()
    run = ask(delivery=running, order=order_for(running, by, now), question=written)
    for number, seat in enumerate(world.cohort.enrolments.learners()[:N_ANSWERS]):
        text = f"What learner {number} says of it, in words that nobody else uses."
        Vote.objects.create(run=run, seat=seat, answer=text, sequence=1, event=uuid4(), at=now)
    return planned, running, over


def fill_board(board, hand):
    for n in range(N_POINTS):
        add_entry(board=board, text=f"The country's own ministries, number {n}", places=[], token=str(n), hand=hand)
