"""What the console offers at the start, in an activity and at the end; and where a page goes whose class is gone."""

import pytest
from django.urls import reverse

from activities.models import ActivityRun
from activities.reports.phases import PhasePlan
from courses.models import Group
from delivery.actions.running import move_to, start
from delivery.plan import activity_item
from delivery.reports.console import console_of
from tests.activities.factories import GALLERY, LANES
from tests.assessments.factories import FormFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.delivery.rooms import address, text
from tests.factories import NOW, ActivityFactory, EnrolmentFactory, PhaseFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_delivery():
    """A class of one frame, not begun."""
    delivery = DeliveryFactory()
    PlanItemFactory(delivery=delivery)
    return delivery


world_once, delivery = built_once(build_delivery)


def begin(delivery):
    return start(delivery=delivery, order=order(delivery))


def quiz(delivery, **more):
    return SittingFactory(cohort=delivery.cohort, form_a=FormFactory(lesson=delivery.lesson), **more)


def console(client, delivery):
    client.force_login(delivery.created_by)
    return text(client.get(address("console", delivery.pk)))


def with_activity(delivery, **more):
    """Take the class to an activity with a phase of its own and a variation with another."""
    phase = {"id": "told", "title": "Told", "minutes": [1, 2], "instructions": "Tell them.", "prompts": []}
    variations = [{"title": "Otherwise", "text": "In another way.", "phases": [phase]}]
    activity = ActivityFactory(lesson=delivery.lesson, variations=variations, **more)
    PhaseFactory(activity=activity, slug="own")
    item = activity_item(activity)
    item.delivery, item.position = delivery, 1
    item.save()
    return move_to(delivery=begin(delivery), order=order(delivery), item=item)


def test_before_the_start_it_says_who_has_sent_the_quiz_before_the_lesson(client, delivery):
    sitting = quiz(delivery, kind="pre", label="Quiz before")
    EnrolmentFactory.create_batch(3, cohort=delivery.cohort)
    link = f'<a href="{reverse("assessments:sitting", args=[sitting.pk])}"><bdi>Quiz before</bdi></a>'
    assert f"0 of 3 learners have sent {link}" in console(client, delivery)
    begin(delivery)
    assert "have sent" not in console(client, delivery)


def test_the_end_of_the_class_offers_to_open_the_quiz_that_was_chosen_for_then(client, delivery):
    delivery.opens_after = quiz(delivery, kind="post", label="Quiz after", opens_at=None)
    delivery.save()
    begin(delivery)
    assert "End and open: Quiz after" in console(client, delivery)
    delivery.opens_after.opens_at = NOW
    delivery.opens_after.save()
    page = console(client, delivery)
    assert ("End and open" in page, "End the class" in page) == (False, True)


def test_the_script_of_an_activity_follows_the_variation_that_its_run_settled_on(delivery):
    row = with_activity(delivery)
    phases = []
    for variation in ("", "Otherwise"):
        ActivityRun.objects.update(variation=variation)
        script = console_of(row, user=row.created_by, device="laptop", now=NOW).script
        assert all(isinstance(phase, PhasePlan) for phase in script.phases)
        phases.append([phase.slug for phase in script.phases])
    assert phases == [["own"], ["told"]]


def test_a_learner_of_a_group_finds_the_board_of_the_group_from_the_activity_on(client, delivery):
    groups = [Group.objects.create(cohort=delivery.cohort, name=name) for name in ("Blue", "Red")]
    seats = [EnrolmentFactory(cohort=delivery.cohort, group=group) for group in groups]
    row = with_activity(delivery, board=GALLERY, grouping=["small-groups"])
    PlanItemFactory(delivery=delivery, position=2)
    link = reverse("activities:own-board", args=[row.item.run.pk])
    boards = {board.group_id: f"/boards/{board.pk}/" for board in row.item.run.boards.exclude(group=None)}
    for seat in seats:
        client.force_login(seat.user)
        assert f'href="{link}"' in text(client.get(address("follow", row.pk)))
        assert client.get(link)["Location"] == boards[seat.group_id]
    move_to(delivery=row, order=order(row), item=row.items.get(position=2))
    assert f'href="{link}"' in text(client.get(address("follow", row.pk)))


@pytest.mark.parametrize(("phase", "checked"), [("un", ["un"]), ("own", []), ("", [])])
def test_the_list_that_the_phase_is_about_is_chosen_for_a_new_point(client, delivery, phase, checked):
    row = with_activity(delivery, board=LANES)
    board = row.item.run.boards.get()
    board.phase, board.is_open = phase, True
    board.save()
    client.force_login(EnrolmentFactory(cohort=delivery.cohort).user)
    form = client.get(f"/boards/{board.pk}/").context["form"]
    assert form["places"].value() == checked


def test_a_page_whose_class_is_gone_leads_to_one_that_says_so(client, delivery):
    assert f'data-gone="{reverse("delivery:gone")}"' in console(client, delivery)
    answer = client.get(reverse("delivery:gone"))
    assert (answer.status_code, "This class is gone" in text(answer)) == (200, True)
