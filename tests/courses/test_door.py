"""A whole class behind one address comes in at once: who mistypes keeps nobody else out."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from accounts.models import FailedTry
from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# Seconds of the processor: what else this machine does meanwhile says nothing about the door.
N_LEARNERS, N_MISTYPING, N_WRONG, SECONDS = 40, 5, 4, 20
ADDRESS = "10.0.0.7"
# In memory a database belongs to one thread; a server serves several.
IS_SERVER = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def come_in(name, pin):
    """Come in with name and PIN from the one address; return the last answer's status."""
    client = Client(REMOTE_ADDR=ADDRESS)
    client.post("/join/7KQ4MP/", {"name": name, "join_token": "t"})
    return client.post("/join/7KQ4MP/pin/", {"pin": pin}).status_code


def arrive(number):
    try:
        name = f"Learner {number:02}"
        if number < N_MISTYPING:
            return [come_in(name, "000000") for _ in range(N_WRONG)]
        return [come_in(name, "482193")]
    finally:
        if IS_SERVER:
            connections.close_all()


def test_forty_learners_behind_one_address_come_in_although_five_mistype():
    cohort = CohortFactory(join_code="7KQ4MP")
    for number in range(N_LEARNERS):
        EnrolmentFactory(cohort=cohort, user__name=f"Learner {number:02}", pin="482193")
    began = time.process_time()
    with ThreadPoolExecutor(8) as threads:
        answers = list((threads.map if IS_SERVER else map)(arrive, range(N_LEARNERS)))
    assert answers == [[422] * N_WRONG] * N_MISTYPING + [[302]] * (N_LEARNERS - N_MISTYPING)
    assert time.process_time() - began < SECONDS
    assert FailedTry.objects.count() == N_MISTYPING * N_WRONG
    assert [come_in(f"Learner {number:02}", "482193") for number in range(N_MISTYPING)] == [302] * N_MISTYPING


def test_control_five_wrong_pins_do_lock_that_learner_alone():
    cohort = CohortFactory(join_code="7KQ4MP")
    for name in ("Amina", "Binta"):
        EnrolmentFactory(cohort=cohort, user__name=name, pin="482193")
    assert [come_in("Amina", "000000") for _ in range(6)] == [422] * 5 + [429]
    assert (come_in("Amina", "482193"), come_in("Binta", "482193")) == (429, 302)
