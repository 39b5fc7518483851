"""Boards and ratings lead back to the class that goes on, and hear of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.models import Delivery, QuestionRun
from tests.activities.factories import RATING, BoardFactory, GroupFactory, RunFactory
from tests.delivery.factories import DeliveryFactory
from tests.delivery.rooms import PART, fields, run_of
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_world():
    """A run in which groups have boards and are rated, in a cohort whose class goes on; ``seat`` learns there."""
    run = RunFactory(activity__rating=RATING)
    group, other = GroupFactory.create_batch(2, cohort=run.cohort)
    run.seat = EnrolmentFactory(cohort=run.cohort, group=group)
    run.board, run.other = BoardFactory(run=run, group=group), other
    run.delivery = DeliveryFactory(cohort=run.cohort, lesson=run.activity.lesson, running=True)
    return run


world_once, run = built_once(build_world)


@pytest.fixture
def phone(client, run):
    client.force_login(run.seat.user)
    return client


def part(client, run):
    response = client.get(f"/runs/{run.pk}/class/", headers=PART)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def is_asked(client, run):
    text = part(client, run)
    assert "Your instructor asks a question" in text
    return "hidden" not in text


@pytest.mark.parametrize("page", ["/boards/{run.board.pk}/", "/runs/{run.pk}/rate/", "/runs/{run.pk}/rate/{other}/"])
def test_pages_of_groups_lead_back_to_the_class_and_can_hear_it(phone, run, page):
    text = phone.get(page.format(run=run, other=run.other.pk)).content.decode()
    assert f'hx-get="/runs/{run.pk}/class/" hx-trigger="load"' in text
    assert "js/live.js" in text


def test_who_has_no_board_yet_finds_back_too(phone, run):
    run.board.delete()
    assert f'href="/runs/{run.pk}/class/"' in phone.get(f"/runs/{run.pk}/my-board/").content.decode()


def test_staff_have_the_console_instead(client, run):
    client.force_login(run.delivery.created_by)
    text = client.get(f"/boards/{run.board.pk}/").content.decode()
    assert f"/runs/{run.pk}/class/" not in text
    assert "js/live.js" not in text


def test_the_part_says_where_to_hear_the_class_and_to_say_that_one_is_here(phone, run):
    text = part(phone, run)
    assert f'<a href="/classes/{run.delivery.pk}/follow/">Back to the class</a>' in text
    for name, address in [("stream", "/live/stream/"), ("state", f"/classes/{run.delivery.pk}/state/")]:
        assert f'data-{name}="{address}' in text
    assert f'data-here="/classes/{run.delivery.pk}/here/"' in text
    assert not is_asked(phone, run)


@pytest.mark.parametrize(
    ("asked", "mode"),
    [({}, "named"), ({"privacy": "anonymous"}, "anonymous"), ({"audience": "groups"}, "group")],
    ids=["named", "anonymous", "group"],
)
def test_a_question_is_told_of_until_it_is_answered_or_closed(phone, run, asked, mode):
    question = run_of(delivery=run.delivery, **asked)
    assert is_asked(phone, run)
    phone.get(f"/room/{question.pk}/answer/")  # which gives a nameless device its cookie
    assert phone.post(f"/room/{question.pk}/answer/", fields(mode=mode)).status_code == 302
    assert not is_asked(phone, run)
    assert f'data-live-asked="{question.pk}"' in part(phone, run)
    QuestionRun.objects.update(closed_at=NOW)
    question.votes.all().delete()
    assert not is_asked(phone, run)


@pytest.mark.parametrize("change", [{"ended_at": NOW}, {"started_at": None}, {"is_rehearsal": True}])
def test_without_a_class_there_is_no_way_to_one(phone, run, change):
    Delivery.objects.update(**change)
    assert part(phone, run) == ""
    assert phone.get(f"/runs/{run.pk}/class/")["Location"] == "/"


def test_without_javascript_the_link_leads_to_the_class(phone, run):
    assert phone.get(f"/runs/{run.pk}/class/")["Location"] == f"/classes/{run.delivery.pk}/follow/"


def test_it_is_for_learners_of_the_cohort(client, run):
    elsewhere = EnrolmentFactory(cohort=CohortFactory(course=run.cohort.course)).user
    for who in (elsewhere, run.delivery.created_by):
        client.force_login(who)
        assert client.get(f"/runs/{run.pk}/class/", headers=PART).status_code == 404


def test_the_number_of_queries_is_constant(phone, run):
    counts = []
    for n in (1, 20):
        question = run_of(delivery=run.delivery)
        EnrolmentFactory.create_batch(n, cohort=run.cohort)
        DeliveryFactory.create_batch(n, cohort=run.cohort, lesson=run.activity.lesson)
        phone.post(f"/room/{question.pk}/answer/", fields())
        with CaptureQueriesContext(connection) as queries:
            part(phone, run)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
