"""The class screen, a learner's page of a class, and how phones join."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity as ActivityRow
from delivery.actions.ending import end
from delivery.actions.running import move_to, show, start, step, take_break
from delivery.models import Attendance, Delivery, PlanItem
from delivery.reports.following import furthest_item
from tests.activities.factories import LANES
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.factories import (
    CUE,
    KEY_MESSAGE,
    NOTE,
    NOW,
    SOURCE_NOTE,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    OutcomeFactory,
    PhaseFactory,
    SectionFactory,
    SlideFactory,
)
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SECRETS = [NOTE, CUE, KEY_MESSAGE, SOURCE_NOTE, "TOKEN-CHECKLIST", "TOKEN-PROMPT", "TOKEN-INSTRUCTIONS"]


def build_world():
    """A class with a title, two slides, an activity and a break, not begun."""
    seat = EnrolmentFactory(instructor=True)
    lesson = LessonFactory(course=seat.cohort.course, slug="partners")
    OutcomeFactory(lesson=lesson)
    section = SectionFactory(lesson=lesson)
    slides = [SlideFactory(section=section, title=title) for title in ("Who they are", "What they do")]
    activity = ActivityFactory(lesson=lesson, title="Map them")
    PhaseFactory(activity=activity, prompts=["TOKEN-PROMPT"], instructions="TOKEN-INSTRUCTIONS")
    delivery = DeliveryFactory(cohort=seat.cohort, lesson=lesson, created_by=seat.user)
    items = [
        PlanItemFactory(delivery=delivery, frame="topic", title="Topic"),
        *[PlanItemFactory(delivery=delivery, frame=slide.slug, title=slide.title) for slide in slides],
        PlanItemFactory(
            delivery=delivery,
            kind=PlanItem.Kind.ACTIVITY,
            frame="",
            activity=activity,
            title=activity.title,
            phases=[{"slug": "think", "title": "Think", "seconds": 120}],
        ),
        PlanItemFactory(delivery=delivery, kind=PlanItem.Kind.BREAK, frame="", title="Coffee", seconds=300),
    ]
    return SimpleNamespace(
        delivery=delivery,
        items=items,
        instructor=seat.user,
        learner=EnrolmentFactory(cohort=seat.cohort).user,
        elsewhere=EnrolmentFactory(cohort=CohortFactory(course=lesson.course)).user,
    )


world_once, world = built_once(build_world)


def address(name, delivery):
    return reverse(f"delivery:{name}", args=[delivery.pk])


def get(client, user, name, delivery, **more):
    client.force_login(user)
    return client.get(address(name, delivery), **more)


def begun(world, *, at=0):
    """Begin the class, and go on to an item."""
    delivery = start(delivery=world.delivery, order=order(world.delivery))
    if at:
        delivery = move_to(delivery=delivery, order=order(delivery), item=world.items[at])
    return delivery


class TestScreen:
    def test_it_holds_every_item_and_shows_how_to_join_at_first(self, client, world):
        page = get(client, world.instructor, "screen", world.delivery)
        assert [scene.title for scene in page.context["scenes"]] == [item.title for item in world.items]
        html = page.content.decode()
        assert world.delivery.cohort.shown_code in html
        assert html.count(" data-on>") == 1
        assert 'data-showing="join" aria-label="Join" data-on' in html

    def test_it_shows_the_item_of_the_class(self, client, world):
        begun(world, at=1)
        html = get(client, world.instructor, "screen", world.delivery).content.decode()
        assert html.count(" data-on>") == 1
        assert f'aria-label="2: {world.items[1].title}" data-on' in " ".join(html.split())

    def test_a_break_that_is_taken_at_once_comes_to_a_screen_that_is_open(self, client, world):
        delivery = begun(world, at=1)
        delivery = take_break(delivery=delivery, order=order(delivery))
        part = get(client, world.instructor, "screen", world.delivery, headers=HTMX)
        html = " ".join(part.content.decode().split())
        assert html.count('<section class="frame"') == len(world.items) + 1
        assert f'data-item="{delivery.item_id}" tabindex="-1" aria-label="2: Break" data-on' in html
        assert ("<html" in html, "live-state" in html) == (False, False)

    def test_black_covers_it(self, client, world):
        Delivery.objects.update(is_black=True)
        assert b"data-black></div>" in get(client, world.instructor, "screen", world.delivery).content

    @pytest.mark.parametrize("showing", Delivery.Showing.values)
    def test_once_the_class_is_over_it_says_so_whatever_it_showed_last(self, client, world, showing):
        begun(world, at=1)
        Delivery.objects.update(showing=showing, is_black=True)
        end(delivery=world.delivery, order=order(world.delivery))
        html = get(client, world.instructor, "screen", world.delivery).content.decode()
        assert html.count(" data-on>") == 1
        assert 'data-showing="over" aria-label="The class is over" data-on>' in html
        assert ("data-way-in hidden>" in html, "data-black hidden>" in html) == (True, True)

    @pytest.mark.parametrize("at", range(5))
    def test_nothing_for_the_instructor_is_on_it(self, client, world, at):
        begun(world, at=at)
        html = get(client, world.instructor, "screen", world.delivery).content.decode()
        assert [secret for secret in SECRETS if secret in html] == []

    def test_only_those_who_teach_open_it(self, client, world):
        assert get(client, world.learner, "screen", world.delivery).status_code == 404
        client.logout()
        assert client.get(address("screen", world.delivery)).status_code == 302


class TestFollow:
    def test_before_the_start_it_waits(self, client, world):
        page = get(client, world.learner, "follow", world.delivery)
        assert page.context["scenes"] == []
        assert "The class has not begun." in page.content.decode()

    def test_it_shows_what_the_class_has_reached_and_no_more(self, client, world):
        begun(world, at=2)
        page = get(client, world.learner, "follow", world.delivery)
        assert [scene.title for scene in page.context["scenes"]] == ["Topic", "Who they are", "What they do"]
        assert page.context["shown"] == world.items[2].pk
        assert "Map them" not in page.content.decode()

    def test_what_was_reached_stays_readable_when_the_class_goes_back(self, client, world):
        delivery = begun(world, at=2)
        step(delivery=delivery, order=order(delivery), is_back=True)
        page = get(client, world.learner, "follow", world.delivery)
        assert len(page.context["scenes"]) == 3
        assert (page.context["shown"], page.context["is_live"]) == (world.items[1].pk, True)

    def test_without_javascript_one_looks_back_by_links(self, client, world):
        begun(world, at=2)
        client.force_login(world.learner)
        page = client.get(address("follow", world.delivery), {"item": world.items[1].pk})
        given = [page.context[name] for name in ("shown", "is_live", "before", "after")]
        assert given == [world.items[1].pk, False, world.items[0].pk, world.items[2].pk]

    @pytest.mark.parametrize("wanted", ["", "0", "-1", "9" * 40, "x", "\x00"])
    def test_an_item_that_it_does_not_have_is_where_the_class_is(self, client, world, wanted):
        begun(world, at=1)
        client.force_login(world.learner)
        page = client.get(address("follow", world.delivery), {"item": wanted})
        assert page.context["shown"] == world.items[1].pk

    @pytest.mark.parametrize("at", range(5))
    def test_nothing_for_the_instructor_is_on_it_not_even_after_the_end(self, client, world, at):
        begun(world, at=at)
        html = get(client, world.learner, "follow", world.delivery).content.decode()
        Delivery.objects.update(ended_at=NOW)
        html += get(client, world.learner, "follow", world.delivery).content.decode()
        assert [secret for secret in SECRETS if secret in html] == []

    def test_it_asks_who_is_here_until_it_was_said(self, client, world):
        begun(world)
        assert "I am in the room" in get(client, world.learner, "follow", world.delivery).content.decode()
        seat = world.learner.enrolments.get()
        Attendance.objects.create(delivery=world.delivery, enrolment=seat, at=NOW)
        assert "I am in the room" not in get(client, world.learner, "follow", world.delivery).content.decode()

    def test_a_rehearsal_and_a_class_of_others_do_not_exist(self, client, world):
        assert get(client, world.elsewhere, "follow", world.delivery).status_code == 404
        assert get(client, world.instructor, "follow", world.delivery).status_code == 404
        Delivery.objects.update(is_rehearsal=True)
        assert get(client, world.learner, "follow", world.delivery).status_code == 404
        client.logout()
        assert client.get(address("follow", world.delivery)).status_code == 302

    def test_the_furthest_item_is_none_before_the_start(self, world):
        assert furthest_item(world.delivery) is None

    def test_the_way_to_join_on_the_screen_takes_no_slide_away(self, client, world):
        delivery = begun(world, at=1)
        show(delivery=delivery, order=order(delivery), what=Delivery.Showing.JOIN)
        assert get(client, world.learner, "follow", world.delivery).context["shown"] == world.items[1].pk


def scenes(client, user, delivery, *known):
    """Return what a phone gets that has the items ``known``: each item with the one it comes after, and the text."""
    client.force_login(user)
    part = client.get(address("scenes", delivery), {"known": ".".join(str(item.pk) for item in known)})
    found = re.findall(r'data-item="(\d+)" data-after="(\d+)"', part.content.decode())
    return [(int(item), int(after)) for item, after in found], part.content.decode()


class TestScenes:
    def test_a_phone_gets_only_what_it_does_not_have(self, client, world):
        delivery = begun(world, at=2)
        first, second, third = (item.pk for item in world.items[:3])
        places, html = scenes(client, world.learner, delivery, world.items[0])
        assert places == [(second, first), (third, second)]
        assert "What they do" in html
        assert [text in html for text in (delivery.lesson.title, "<html", "live-state", "csrf")] == [False] * 4
        assert scenes(client, world.learner, delivery)[0] == [(first, 0), (second, first), (third, second)]
        assert scenes(client, world.learner, delivery, *world.items[:3])[0] == []

    def test_a_break_that_was_put_in_comes_to_its_place(self, client, world):
        delivery = begun(world, at=1)
        delivery = take_break(delivery=delivery, order=order(delivery))
        places, html = scenes(client, world.learner, delivery, *world.items[:2])
        assert places == [(delivery.item_id, world.items[0].pk)]
        assert "Break" in html

    def test_before_the_start_there_is_nothing(self, client, world):
        assert scenes(client, world.learner, world.delivery) == ([], "\n\n")

    def test_everybody_gets_what_was_made_once(self, client, world, django_assert_num_queries):
        delivery = begun(world, at=2)
        scenes(client, world.learner, delivery, world.items[0])
        client.force_login(EnrolmentFactory(cohort=delivery.cohort).user)
        with django_assert_num_queries(3):  # session, user, class
            part = client.get(address("scenes", delivery), {"known": world.items[0].pk})
        assert b"What they do" in part.content

    def test_what_was_kept_is_no_older_than_the_class(self, client, world):
        delivery = begun(world, at=1)
        assert "What they do" not in scenes(client, world.learner, delivery)[1]
        step(delivery=delivery, order=order(delivery))
        assert "What they do" in scenes(client, world.learner, delivery)[1]

    def test_the_board_of_the_own_group_is_one_link_for_all(self, client, world):
        ActivityRow.objects.update(board=LANES, grouping=["small-groups"])
        delivery = begun(world, at=3)
        run = world.delivery.items.get(pk=world.items[3].pk).run
        assert reverse("activities:own-board", args=[run.pk]) in scenes(client, world.learner, delivery)[1]

    @pytest.mark.parametrize("known", ["x", "9" * 40, "88888..99999", "\x00", "." * 9000])
    def test_what_is_no_list_of_items_is_left_out(self, client, world, known):
        delivery = begun(world)
        client.force_login(world.learner)
        part = client.get(address("scenes", delivery), {"known": known}).content.decode()
        assert f'data-item="{world.items[0].pk}"' in part

    @pytest.mark.parametrize("at", range(5))
    def test_nothing_for_the_instructor_is_in_it(self, client, world, at):
        html = scenes(client, world.learner, begun(world, at=at))[1]
        assert [secret for secret in SECRETS if secret in html] == []

    def test_who_does_not_learn_here_gets_nothing(self, client, world):
        begun(world)
        for user in (world.elsewhere, world.instructor):
            assert get(client, user, "scenes", world.delivery).status_code == 404
        Delivery.objects.update(is_rehearsal=True)
        assert get(client, world.learner, "scenes", world.delivery).status_code == 404
        client.logout()
        assert client.get(address("scenes", world.delivery)).status_code == 302


class TestQueries:
    @pytest.mark.parametrize("name", ["screen", "follow", "console"])
    def test_a_long_plan_takes_as_many_as_a_short_one(self, client, world, django_assert_num_queries, name):
        delivery = begun(world)
        user = world.learner if name == "follow" else world.instructor
        get(client, user, name, delivery)  # the device of a console is made
        with django_assert_num_queries(_count(client, name, delivery)):
            client.get(address(name, delivery))
        n = _count(client, name, delivery)
        for slide in [SlideFactory(section=world.delivery.lesson.sections.first()) for _ in range(30)]:
            PlanItemFactory(delivery=delivery, frame=slide.slug)
        assert _count(client, name, delivery) == n


def _count(client, name, delivery):
    with CaptureQueriesContext(connection) as queries:
        client.get(address(name, delivery))
    return len(queries)


class TestJoin:
    def test_it_shows_address_code_and_the_network(self, client, world):
        page = get(client, world.instructor, "class-join", world.delivery)
        assert page.context["wifi"] is None
        sent = client.post(address("class-join", world.delivery), {"name": "Class; room", "password": "eight signs"})
        assert sent.headers["Location"] == address("class-join", world.delivery)
        html = client.get(address("class-join", world.delivery)).content.decode()
        assert "Class; room" in html
        assert html.count("data:image/svg+xml") == 2

    def test_an_empty_name_takes_it_away(self, client, world):
        get(client, world.instructor, "class-join", world.delivery)
        client.post(address("class-join", world.delivery), {"name": "Room", "password": ""})
        client.post(address("class-join", world.delivery), {"name": "", "password": ""})
        assert client.get(address("class-join", world.delivery)).context["wifi"] is None

    def test_a_short_password_is_refused(self, client, world):
        get(client, world.instructor, "class-join", world.delivery)
        page = client.post(address("class-join", world.delivery), {"name": "Room", "password": "short"})
        assert page.status_code == 422
        assert "There is a problem" in page.content.decode()

    def test_only_those_who_teach_open_it(self, client, world):
        assert get(client, world.learner, "class-join", world.delivery).status_code == 404
        client.logout()
        assert client.get(address("class-join", world.delivery)).status_code == 302


class TestConsole:
    def test_it_has_the_notes_of_the_item_and_the_next(self, client, world):
        begun(world, at=1)
        html = get(client, world.instructor, "console", world.delivery).content.decode()
        assert NOTE in html
        assert "What they do" in html

    def test_an_activity_has_its_script(self, client, world):
        begun(world, at=3)
        html = get(client, world.instructor, "console", world.delivery).content.decode()
        assert "TOKEN-CHECKLIST" in html

    def test_the_suggestion_what_to_drop_names_optional_items_first(self, client, world, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        PlanItem.objects.filter(pk=world.items[2].pk).update(is_core=False, seconds=3000)
        begun(world)
        page = get(client, world.instructor, "console", world.delivery)
        assert [step.item.title for step in page.context["console"].to_drop] == ["What they do"]

    def test_another_device_sees_who_drives(self, client, world):
        begun(world)
        html = get(client, world.instructor, "console", world.delivery).content.decode()
        assert "drives the class from another device" in html
        assert "Take over" in html

    def test_htmx_gets_the_part_alone(self, client, world):
        part = get(client, world.instructor, "console", world.delivery, headers=HTMX).content.decode()
        assert 'id="clock"' in part
        assert "<html" not in part

    def test_only_those_who_teach_open_it(self, client, world):
        assert get(client, world.learner, "console", world.delivery).status_code == 404
        client.logout()
        assert client.get(address("console", world.delivery)).status_code == 302
