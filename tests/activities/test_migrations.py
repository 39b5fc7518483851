"""What migrations do to rows that are there."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from activities.models import ActivityRun, Rating
from tests.activities.factories import RATING, BoardActivityFactory, GroupFactory, RunFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db

GIVEN = [([7], []), ([7, 8], ["Clear"]), ([7, 8, 9], ["Clear", "More"])]


def test_runs_that_are_there_get_the_form_and_the_checklist_of_their_activity():
    migration = import_module("activities.migrations.0004_runs_keep_their_form_and_checklist")
    plan = BoardActivityFactory(checklist=["Names a donor"])
    rated, borrowed = (RunFactory(activity__rating=RATING), RunFactory(activity__plan_of=plan, activity__checklist=[]))
    group = GroupFactory(cohort=rated.cohort)
    for values, comments in GIVEN:
        seat = EnrolmentFactory(cohort=rated.cohort)
        Rating.objects.create(run=rated, group=group, seat=seat, values=values, comments=comments, at=NOW)
    ActivityRun.objects.update(rating=None, checklist=[])
    for _ in range(2):
        migration.fill_runs(apps, connection.schema_editor())
    assert [(run.rating, run.checklist) for run in ActivityRun.objects.order_by("pk")] == [
        (RATING, ["TOKEN-CHECKLIST"]),
        (None, ["Names a donor"]),
    ]
    assert ActivityRun.objects.filter(rating__isnull=True).get() == borrowed
    # Where the form had grown since, the rest was left out; what was given more stays.
    assert list(Rating.objects.values_list("values", "comments")) == [
        ([7, None], [""]),
        ([7, 8], ["Clear"]),
        ([7, 8, 9], ["Clear", "More"]),
    ]
