"""Learners come from the class to the form with which they rate each other's groups."""

import pytest

from activities.models import Activity
from delivery.models import DeliveryEvent
from tests.activities.factories import RATING, RunFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("rating", "is_linked"), [(RATING, True), (None, False)])
def test_an_activity_in_which_groups_are_rated_leads_to_the_form(client, rating, is_linked):
    run = RunFactory(activity__board=None, activity__rating=rating)
    delivery = DeliveryFactory(cohort=run.cohort, lesson=run.activity.lesson, running=True)
    delivery.item = PlanItemFactory(delivery=delivery, kind="activity", activity=run.activity, run=run, frame="")
    delivery.save()
    DeliveryEvent.objects.create(
        delivery=delivery, number=1, kind="moved", item=delivery.item, by=delivery.created_by, at=NOW
    )
    Activity.objects.update(rating=None if rating else RATING)  # a run keeps what it began with
    client.force_login(EnrolmentFactory(cohort=run.cohort).user)
    page = client.get(f"/classes/{delivery.pk}/follow/").content.decode()
    assert (f'href="/runs/{run.pk}/rate/"' in page) is is_linked
