"""Sittings that were set up wrong: corrected or deleted while nobody has begun."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from assessments.actions.allocation import allocate
from assessments.actions.marking import plan_second_marks
from assessments.actions.sittings import (
    Offer,
    SittingRefusedError,
    change_sitting,
    delete_sitting,
    open_now,
    set_release,
)
from assessments.models import Allocation, Sitting
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory
from tests.assessments.test_sittings_actions import audit, build_world, change, join, make, two_forms
from tests.delivery.factories import DeliveryFactory
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)

world_once, world = built_once(build_world)


def offered(sitting, **changes):
    return replace(Offer(**{each.name: getattr(sitting, each.name) for each in fields(Offer)}), **changes)


def test_a_sitting_that_nobody_has_begun_is_corrected_as_a_whole(world):
    sitting = make(world, minutes=20)
    offer = offered(sitting, label="Corrected", form_a=world.other, minutes=None, attempts_allowed=3)
    assert change_sitting(sitting=sitting, offer=offer, **change(world))
    sitting.refresh_from_db()
    assert offered(sitting) == offer
    assert not change_sitting(sitting=sitting, offer=offer, **change(world))
    row = AuditRow.objects.get(verb="change quiz")
    assert row.detail["changed"] == {
        "label": ["Before", "Corrected"],
        "form_a": [world.form.pk, world.other.pk],
        "minutes": [20, None],
        "attempts_allowed": [1, 3],
    }


def test_a_change_leaves_the_times_alone(world):
    sitting = make(world, opens_at=NOW, closes_at=LATER)
    assert change_sitting(
        sitting=sitting, offer=offered(sitting, label="Other", opens_at=None, closes_at=None), **change(world)
    )
    sitting.refresh_from_db()
    assert (sitting.label, sitting.opens_at, sitting.closes_at) == ("Other", NOW, LATER)
    assert not change_sitting(sitting=sitting, offer=offered(sitting, opens_at=None), **change(world))


@pytest.mark.parametrize("is_void", [False, True])
def test_a_sitting_that_somebody_has_begun_is_neither_changed_nor_deleted(world, is_void):
    sitting = make(world, minutes=20)
    AttemptFactory(sitting=sitting, voided_at=NOW if is_void else None)
    with pytest.raises(SittingRefusedError, match="has begun this quiz"):
        change_sitting(sitting=sitting, offer=offered(sitting, minutes=30), **change(world))
    with pytest.raises(SittingRefusedError, match="has begun this quiz"):
        delete_sitting(sitting=sitting, **change(world))
    sitting.refresh_from_db()
    assert (sitting.minutes, audit()) == (20, ["create"])


def test_a_change_is_held_to_what_an_offer_is_held_to(world):
    sitting = make(world)
    make(world, "Taken")
    for changes, reason in [
        ({"label": "Taken"}, "has a quiz of this name"),
        ({"form_b": world.form}, "must be two forms"),
        ({"crosses": make(world, "Single")}, "can be turned around"),
    ]:
        with pytest.raises(SittingRefusedError, match=reason):
            change_sitting(sitting=sitting, offer=offered(sitting, **changes), **change(world))


def test_other_forms_are_dealt_out_anew(world):
    join(world, 2)
    sitting = two_forms(world)
    open_now(sitting=sitting, **change(world))
    sitting.refresh_from_db()
    third = FormFactory(types=["true-false"], lesson=world.form.lesson)
    assert change_sitting(sitting=sitting, offer=offered(sitting, form_b=third), **change(world))
    assert not sitting.allocations.exists()
    sitting.refresh_from_db()
    allocate(sitting=sitting, **change(world))
    assert set(sitting.allocations.values_list("form", flat=True)) == {world.form.pk, third.pk}


def test_a_sitting_that_nobody_has_begun_is_deleted_with_what_belongs_to_it(world):
    join(world, 2)
    sitting = two_forms(world)
    open_now(sitting=sitting, **change(world))
    plan_second_marks(sitting=sitting, percent=20, **change(world))
    assert delete_sitting(sitting=sitting, **change(world))
    assert not delete_sitting(sitting=sitting, **change(world))
    assert (Sitting.objects.exists(), Allocation.objects.exists(), audit()[-1]) == (False, False, "delete quiz")
    assert AuditRow.objects.get(verb="delete quiz").detail == {"label": "Before", "kind": "pre"}


def test_a_sitting_whose_forms_another_turns_around_keeps_them(world):
    sitting = two_forms(world)
    two_forms(world, "After", kind="post", crosses=sitting)
    third = FormFactory(types=["true-false"], lesson=world.form.lesson)
    with pytest.raises(SittingRefusedError, match="turns the forms of this one around"):
        change_sitting(sitting=sitting, offer=offered(sitting, form_b=third), **change(world))
    with pytest.raises(SittingRefusedError, match="turns the forms of this one around"):
        delete_sitting(sitting=sitting, **change(world))


@pytest.mark.parametrize("state", [{"started_at": NOW, "ended_at": NOW}, {"is_rehearsal": True}])
def test_a_class_that_opens_nothing_any_more_keeps_no_quiz(world, state):
    sitting = make(world, kind="post")
    DeliveryFactory(cohort=world.cohort, opens_after=sitting, **state)
    assert delete_sitting(sitting=sitting, **change(world))


def test_what_learners_see_is_changed_at_any_time(world):
    sitting = make(world)
    AttemptFactory(sitting=sitting)
    rules = {"release_score": "never", "release_answers": "after-close", "release_feedback": "by-hand"}
    assert set_release(sitting=sitting, rules=rules, **change(world))
    assert not set_release(sitting=sitting, rules=rules, **change(world))
    assert Sitting.objects.values(*rules).get() == rules
    assert AuditRow.objects.get(verb="set release").detail["changed"] == {
        "release_score": ["at-once", "never"],
        "release_answers": ["by-hand", "after-close"],
    }


# --- its page ------------------------------------------------------------------------------------------


@pytest.fixture
def sitting(world, client):
    """A sitting, and an instructor of its cohort who is signed in."""
    client.force_login(EnrolmentFactory(instructor=True, cohort=world.cohort).user)
    return make(world, minutes=20)


def address(name, sitting):
    return reverse(f"assessments:{name}", args=[sitting.pk])


def body(response):
    return response.content.decode()


def typed(form):
    """What a browser sends of a form that nobody touched."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in values.items()}


def test_everything_is_corrected_on_a_page_with_what_it_is_now(client, world, sitting):
    edit = address("sitting-edit", sitting)
    assert edit in body(client.get(address("sitting", sitting)))
    form = client.get(edit).context["form"]
    sent = {**typed(form), "label": "Corrected", "form_a": world.other.pk, "minutes": "", "attempts_allowed": 3}
    assert client.post(edit, sent).url == address("sitting", sitting)
    sitting.refresh_from_db()
    now = (sitting.label, sitting.form_a, sitting.minutes, sitting.attempts_allowed)
    assert now == ("Corrected", world.other, None, 3)


def test_a_page_from_before_it_was_opened_does_not_close_a_quiz(client, world, sitting):
    """Opened and closed within one minute, which no field of a page could show."""
    edit = address("sitting-edit", sitting)
    sent = typed(client.get(edit).context["form"])
    opened, closed = NOW + timedelta(seconds=7), NOW + timedelta(seconds=42)
    Sitting.objects.update(opens_at=opened, closes_at=closed)
    assert "opens_at" not in body(client.get(edit))
    assert client.post(edit, {**sent, "label": "Corrected", "opens_at": ""}).status_code == 302
    assert Sitting.objects.values_list("label", "opens_at", "closes_at").get() == ("Corrected", opened, closed)
    assert AuditRow.objects.get(verb="change quiz").detail["changed"] == {"label": ["Before", "Corrected"]}


def test_what_somebody_has_begun_is_not_offered_for_change(client, world, sitting):
    edit, delete = address("sitting-edit", sitting), address("sitting-delete", sitting)
    sent = typed(client.get(edit).context["form"])
    AttemptFactory(sitting=sitting)
    assert edit not in body(client.get(address("sitting", sitting)))
    assert "its forms, times and attempts stay as they are" in body(client.get(edit))
    refused = [client.post(edit, {**sent, "minutes": 5}), client.post(delete)]
    assert [page.status_code for page in refused] == [422, 422]
    assert all("Somebody has begun this quiz." in body(page) for page in refused)
    assert Sitting.objects.get().minutes == 20


def test_a_quiz_is_deleted_and_the_list_shows_what_is_left(client, world, sitting):
    done = client.post(address("sitting-delete", sitting), follow=True)
    assert done.redirect_chain == [(reverse("assessments:sittings", args=[world.cohort.pk]), 302)]
    assert "No quiz yet." in body(done)


def test_a_quiz_that_classes_open_at_their_end_is_not_deleted_and_they_are_named(client, world, sitting):
    there = [
        DeliveryFactory(cohort=world.cohort, lesson=world.form.lesson, opens_after=sitting, created_at=at, **state)
        for at, state in [(NOW, {}), (NOW + timedelta(days=1), {"started_at": NOW})]
    ]
    refused = client.post(address("sitting-delete", sitting))
    days = [date_format(each.created_at, "SHORT_DATE_FORMAT") for each in there]
    lesson = world.form.lesson
    named = "; ".join(f"{lesson.number} {lesson.title} (prepared on {day})" for day in reversed(days))
    assert refused.status_code == 422
    assert f"at the end of a class: {named}. In the plan of the class" in body(refused)
    for each in there:
        each.refresh_from_db()
        assert each.opens_after == sitting


def test_release_rules_are_changed_when_answers_are_in(client, world, sitting):
    AttemptFactory(sitting=sitting, submitted_at=NOW, close_reason="sent")
    rules = {"release_score": "never", "release_answers": "never", "release_feedback": "after-close"}
    page = address("sitting-release", sitting)
    assert client.post(page, {**rules, "release_score": "sometimes"}).status_code == 422
    assert client.post(page, rules).url == address("sitting", sitting)
    assert Sitting.objects.values(*rules).get() == rules
