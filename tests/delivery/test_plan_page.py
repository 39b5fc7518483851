"""The page of a plan: minutes that were typed are set together, or it says which are wrong; activities to add."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.html import escape, strip_tags

from delivery.models import Delivery, PlanItem
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.factories import NOW, ActivityFactory, EnrolmentFactory, LessonFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    seat = EnrolmentFactory(instructor=True)
    lesson = LessonFactory(course=seat.cohort.course)
    delivery = DeliveryFactory(cohort=seat.cohort, lesson=lesson, created_by=seat.user)
    items = [PlanItemFactory(delivery=delivery, title=title) for title in "ABC"]
    return SimpleNamespace(user=seat.user, delivery=delivery, items=items)


@pytest.mark.parametrize(
    ("typed", "says"),
    [(typed, "type a number from 1 to 600.") for typed in ("-5", "", "long", "601")]
    + [("1.234", "type at most two digits after the point.")],
)
@pytest.mark.parametrize("name", ["prepare", "class-settings"])
def test_wrong_minutes_of_a_class_are_named(client, world, name, typed, says):
    client.force_login(world.user)
    delivery = world.delivery
    args = {"prepare": [delivery.cohort_id, delivery.lesson.slug], "class-settings": [delivery.pk]}[name]
    given = {"token": "t", "privacy": "named", "total_minutes": typed}
    reply = client.post(reverse(f"delivery:{name}", args=args), given)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(f'<li><a href="#id_total_minutes">Minutes of teaching: {says}</a></li>') == 1
    assert "Ensure" not in page


@pytest.mark.parametrize("typed", ["700", "abc", '"><b>'])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_minutes_of_an_item_are_named_and_stay_in_its_field(client, world, typed, headers):
    client.force_login(world.user)
    first, item, last = world.items
    names = {each: f"minutes-{each.pk}-60" for each in world.items}
    given = {names[first]: "1:00", names[item]: typed, names[last]: "2.5"}
    address = reverse("delivery:minutes", args=[world.delivery.pk])
    reply = client.post(address, given, headers=headers)
    page = reply.content.decode()
    (link,) = re.findall(r'<div class="errors".*?<a id="(.+?)" href="#(.+?)">\s*(.+?)\s*</a>', page, re.DOTALL)
    said = "Minutes for “B”: type minutes from 0 to 600, such as 2, 1.5 or 1:30."
    assert (*link[:2], strip_tags(link[2]).strip()) == (f"error-{item.pk}", f"minutes-{item.pk}", said)
    fields = [re.search(rf'<input\s+id="minutes-{each.pk}".*?>', page, re.DOTALL)[0] for each in world.items]
    shown = [re.search(r'value="(.*?)"', field)[1] for field in fields]
    assert (reply.status_code, shown) == (422, ["1:00", escape(typed), "2:30"])
    assert f'aria-invalid="true" aria-describedby="error-{item.pk}"' in fields[1]
    assert page.count("aria-invalid") == 1
    assert list(world.delivery.items.values_list("seconds", flat=True)) == [60, 60, 150]


def address(world, name):
    return reverse(f"delivery:{name}", args=[world.delivery.pk])


def typed_for(minutes, shown=60):
    """What the page sends when ``minutes`` were typed, by item, where it showed so many seconds."""
    return {f"minutes-{item.pk}-{shown}": text for item, text in minutes.items()}


@pytest.mark.parametrize(
    ("typed", "seconds"), [("2", 120), ("1.5", 90), ("0:22", 22), ("1:05", 65), ("0:59", 59), ("90:01", 5401)]
)
def test_minutes_are_typed_as_a_number_or_as_a_clock(client, world, typed, seconds):
    client.force_login(world.user)
    given = typed_for({world.items[1]: typed})
    page = client.post(address(world, "minutes"), given, headers=HTMX).content.decode()
    assert PlanItem.objects.get(pk=world.items[1].pk).seconds == seconds
    assert f'value="{seconds // 60}:{seconds % 60:02d}"' in page


def test_all_minutes_that_were_typed_are_set_and_those_that_were_only_shown_are_left_alone(client, world):
    a, b, c = world.items
    PlanItem.objects.filter(pk=b.pk).update(seconds=90)  # by a colleague, after the page was opened
    client.force_login(world.user)
    for _ in "12":
        reply = client.post(address(world, "minutes"), typed_for({a: "2", b: "1:00", c: "0.5"}))
        assert reply["Location"] == address(world, "class")
    assert list(world.delivery.items.values_list("seconds", flat=True)) == [120, 90, 30]


OTHER_BUTTONS = {
    "item-place": {"to": 2},
    "hide": {},
    "optional": {},
    "remove": {},
    "item-add": {"kind": "break", "place": 3},
    "class-slides": {},
    "class-settings": {"total_minutes": 40, "privacy": "named"},
}


def press(client, world, name, given, **headers):
    """Press another button of the plan, for its first item where it is one of an item."""
    change = {"hide", "optional", "remove"} & {name}
    args = [world.delivery.pk, *([world.items[0].pk] if change or name == "item-place" else []), *change]
    return client.post(reverse(f"delivery:{'item-change' if change else name}", args=args), given, headers=headers)


def boxes(page):
    """What stands in the boxes for minutes, by the key of the item."""
    fields = re.findall(r'id="minutes-(\d+)" name="[^"]*" [^>]*?value="([^"]*)"', page)
    return {int(key): value for key, value in fields}


@pytest.mark.parametrize("name", OTHER_BUTTONS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_other_button_takes_the_minutes_along_and_gives_back_what_cannot_be_read(client, world, name, headers):
    a, b, c = world.items
    PlanItem.objects.filter(pk=a.pk).update(kind="break", frame="")
    client.force_login(world.user)
    given = OTHER_BUTTONS[name] | typed_for({a: "3", b: "2", c: "1:00"})
    for _ in "12":
        reply = press(client, world, name, given, **headers)
        assert reply.status_code == (200 if headers else 302)
    times = dict(world.delivery.items.values_list("pk", "seconds"))
    assert (times.get(a.pk, 180), times[b.pk], times[c.pk]) == (180, 120, 60)
    reply = press(client, world, name, OTHER_BUTTONS[name] | typed_for({b: "4", c: "soon"}), **headers)
    page = reply.content.decode()
    assert (reply.status_code, boxes(page)[c.pk]) == (409, "soon")
    assert "All else that you asked for was done." in page


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("item-place", {"to": "x"}, 422),
        ("item-add", {"kind": "frame"}, 422),
        ("class-settings", {}, 422),
        ("item-place", {"to": 2}, 409),
    ],
)
def test_a_button_that_is_refused_sets_no_minutes_and_leaves_them_in_their_boxes(client, world, name, given, status):
    a, b, _c = world.items
    if status == 409:
        Delivery.objects.update(started_at=NOW, item=a)
    client.force_login(world.user)
    reply = press(client, world, name, given | typed_for({b: "2"}), **HTMX)
    assert (reply.status_code, boxes(reply.content.decode())[b.pk]) == (status, "2")
    assert PlanItem.objects.get(pk=b.pk).seconds == 60


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_minutes_that_somebody_else_has_set_meanwhile_are_named_and_not_overwritten(client, world, headers):
    a, b, _c = world.items
    client.force_login(world.user)
    client.post(address(world, "minutes"), typed_for({a: "1:30"}))  # one page
    reply = client.post(address(world, "minutes"), typed_for({a: "9", b: "2"}), headers=headers)  # the other
    page = " ".join(strip_tags(reply.content.decode()).split())
    assert reply.status_code == 409
    assert "Minutes for “A”: somebody else has set them to 1:30 meanwhile. You typed 9: set it again" in page
    assert boxes(reply.content.decode())[a.pk] == "9"
    assert list(world.delivery.items.values_list("seconds", flat=True)) == [90, 120, 60]
    again = client.post(address(world, "minutes"), typed_for({a: "9"}, shown=90), headers=headers)
    assert (again.status_code, PlanItem.objects.get(pk=a.pk).seconds) == (200 if headers else 302, 540)


def test_the_page_names_its_fields_as_they_are_read_and_enter_presses_the_button_of_all(client, world):
    client.force_login(world.user)
    page = client.get(address(world, "class")).content.decode()
    fields = dict(re.findall(r'name="(minutes-[^"]*)" [^>]*? value="([^"]*)"', page))
    assert fields == typed_for(dict.fromkeys(world.items, "1:00"))
    first = re.search(r"<button[^>]*>", page.split('class="card entries')[1])[0]
    assert ("name=" in first, "formaction" in first) == (False, False)


def test_the_activities_that_the_plan_lacks_are_on_a_page_of_their_own_or_in_the_plan(client, world):
    activity = ActivityFactory(lesson=world.delivery.lesson, title="Lanes")
    client.force_login(world.user)
    plan, place = address(world, "class"), address(world, "class-activities")

    def page(path, **headers):
        return client.get(path, headers=headers).content.decode()

    assert f'href="{place}"' in page(plan)
    whole, part = page(place), page(place, **HTMX)
    assert ("<html" in whole, "Lanes" in whole, "hx-post" in whole) == (True, True, False)
    assert ("<html" in part, "Lanes" in part, 'hx-target="#plan"' in part) == (False, True, True)
    client.post(address(world, "item-add"), {"kind": "activity", "activity": activity.pk, "place": 1})
    assert place not in page(plan)
    assert "The plan has every activity of this lesson." in page(place)
    Delivery.objects.update(started_at=NOW, ended_at=NOW)
    assert "The class is over." in page(place)
