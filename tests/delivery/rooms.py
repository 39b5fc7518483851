"""A class that is asked something: the world of the tests of questions to the room."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from delivery.actions.orders import Order
from delivery.actions.voting import Owner, cast_vote
from delivery.models import Delivery, QuestionRun
from tests.assessments.factories import KeyRevisionFactory
from tests.delivery.factories import DeliveryFactory, QuestionRunFactory
from tests.factories import NOW, EnrolmentFactory

PART = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
FIELDS = {
    "check-one": {"q0": "a"},
    "check-all": {"q0": ["a", "c"]},
    "true-false": {"q0": "false"},
    "blanks": {"q0-team": "UNCT"},
    "narrative": {"q0": "They have\r\nmost at stake."},
}
ANSWERS = {
    "check-one": "a",
    "check-all": ["a", "c"],
    "true-false": False,
    "blanks": {"team": "UNCT"},
    "narrative": "They have\nmost at stake.",
}


def question(delivery, kind="check-one", **more):
    """Return a question of the lesson of ``delivery``, with a version of type ``kind`` and its key."""
    more.setdefault("version__type", kind)
    return KeyRevisionFactory(version__question__lesson=delivery.lesson, **more).version.question


def running(**more):
    """Return a class that goes on."""
    return DeliveryFactory(running=True, **more)


def run_of(kind="check-one", delivery=None, **more):
    """Return a question of type ``kind`` that is put to a class; for nameless answers there are learners enough."""
    delivery = delivery or running()
    if more.get("privacy") == "anonymous":
        EnrolmentFactory.create_batch(4, cohort=delivery.cohort)
    version = question(delivery, kind).versions.get()
    run = QuestionRunFactory(delivery=delivery, version=version, **more)
    Delivery.objects.filter(pk=delivery.pk).update(question=run, showing=Delivery.Showing.QUESTION)
    return fresh(run)


def fresh(run):
    return QuestionRun.objects.select_related("delivery__lesson", "delivery__cohort", "version", "repeats").get(
        pk=run.pk
    )


def order(delivery, *, by=None, device="laptop", rev=None, now=NOW):
    """Return an order of who prepared the class, for its state as it is stored."""
    row = Delivery.objects.get(pk=delivery.pk)
    return Order(rev=row.rev if rev is None else rev, by=by or row.created_by, device=device, now=now)


def learner(run, **more):
    return EnrolmentFactory(cohort=run.delivery.cohort, **more)


def vote(run, answer, owner=None, *, event=None, sequence=1, now=NOW):
    """Cast a vote, of a new learner when no ``owner`` is given."""
    owner = owner or Owner(seat=learner(run))
    return cast_vote(run=run.pk, owner=owner, answer=answer, event=event or uuid4(), sequence=sequence, now=now)


def address(name, *parts):
    return reverse(f"delivery:{name}", args=parts)


def text(response):
    """Return the page on one line, without the marks around how many are expected, which grow with those who answer."""
    return re.sub(r'<span data-live-least="answered">(\d+)</span>', r"\1", " ".join(response.content.decode().split()))


def fields(kind="check-one", mode="named", sequence=1, **more):
    return {**FIELDS[kind], "mode": mode, "event": str(uuid4()), "sequence": str(sequence), **more}


@pytest.fixture
def teacher(client):
    """Sign in who gives the class of a run."""

    def sign_in(delivery):
        client.force_login(delivery.created_by)
        return client

    return sign_in


@pytest.fixture
def phone(client):
    """Sign in a learner of the class of a run."""

    def sign_in(run, **more):
        client.force_login((seat := learner(run, **more)).user)
        client.seat = seat
        return client

    return sign_in


def order_fields(run, **more):
    return {"rev": str(Delivery.objects.get(pk=run.delivery_id).rev), **more}
