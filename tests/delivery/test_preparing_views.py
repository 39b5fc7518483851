"""Pages to prepare a class, and to adjust its plan."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from activities.models import Activity
from assessments.actions.sittings import delete_sitting
from delivery.actions.running import start, step
from delivery.models import Delivery, PlanItem
from delivery.views import preparing
from tests.assessments.factories import AttemptFactory, FormFactory, KeyRevisionFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.factories import (
    NOW,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    PhaseFactory,
    SlideFactory,
)
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_world():
    seat = EnrolmentFactory(instructor=True)
    course = seat.cohort.course
    lesson = LessonFactory(course=course)
    activity = ActivityFactory(lesson=lesson, title="Lanes")
    PhaseFactory(activity=activity)
    delivery = DeliveryFactory(cohort=seat.cohort, lesson=lesson, created_by=seat.user)
    items = [PlanItemFactory(delivery=delivery, title=title) for title in "ABC"]
    return SimpleNamespace(
        cohort=seat.cohort,
        lesson=lesson,
        activity=activity,
        question=KeyRevisionFactory(version__question__lesson=lesson).version.question,
        delivery=delivery,
        items=items,
        instructor=seat.user,
        director=EnrolmentFactory(director=True, course=course).user,
        learner=EnrolmentFactory(cohort=seat.cohort).user,
        stranger=EnrolmentFactory(instructor=True, cohort=CohortFactory(course=course)).user,
    )


world_once, world = built_once(build_world)


GET_PAGES = ["classes", "prepare", "class", "class-activities", "report", "report-file", "pack"]
POST_PAGES = {
    "prepare": {"token": "t", "total_minutes": 45, "privacy": "named"},
    "class-settings": {"total_minutes": 40, "privacy": "anonymous"},
    "rehearse": {},
    "item-add": {"kind": "break", "place": 1},
    "minutes": {},
    "item-place": {"to": 2},
    "item-change": {},
    "notes": {"notes": "Less talk."},
    "open-quiz": {},
}


def address(world, name):
    cohort, delivery, item = world.cohort.pk, world.delivery.pk, world.items[1].pk
    arguments = {
        "classes": [cohort],
        "prepare": [cohort, world.lesson.slug],
        "item-place": [delivery, item],
        "item-change": [delivery, item, "hide"],
    }
    return reverse(f"delivery:{name}", args=arguments.get(name, [delivery]))


def body(response):
    return response.content.decode()


def text_of(part):
    return " ".join(strip_tags(part).split())


def titles(world):
    return "".join(world.delivery.items.order_by("position").values_list("title", flat=True))


def rows():
    return list(Delivery.objects.order_by("pk").values()), list(PlanItem.objects.order_by("pk").values())


# --- who may come in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GET_PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("instructor", 200), ("director", 200), ("learner", 404), ("stranger", 404)]
)
def test_pages_are_for_those_who_teach_the_cohort(client, world, name, who, status):
    client.force_login(getattr(world, who))
    assert client.get(address(world, name)).status_code == status


@pytest.mark.parametrize("name", POST_PAGES)
@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_nobody_else_changes_anything(client, world, name, who):
    before = rows()
    client.force_login(getattr(world, who))
    assert client.post(address(world, name), POST_PAGES[name]).status_code == 404
    assert rows() == before


@pytest.mark.parametrize("name", sorted({*GET_PAGES, *POST_PAGES}))
def test_somebody_unknown_is_asked_to_sign_in(client, world, name):
    reply = client.post(address(world, name)) if name in POST_PAGES else client.get(address(world, name))
    assert reply.status_code == 302
    assert reply["Location"].startswith("/account/sign-in/?next=")


@pytest.mark.parametrize("name", sorted(set(POST_PAGES) - {"prepare"}))
def test_looking_changes_nothing(client, world, name):
    client.force_login(world.instructor)
    assert client.get(address(world, name)).status_code == 405


def test_items_of_another_class_are_not_changed_through_this_one(client, world):
    foreign = PlanItemFactory()
    client.force_login(world.instructor)
    before = rows()
    for name in ("item-place", "item-change"):
        args = [world.delivery.pk, foreign.pk, *(["hide"] if name == "item-change" else [])]
        reply = client.post(reverse(f"delivery:{name}", args=args))
        assert (name, reply.status_code) == (name, 404)
    assert client.post(address(world, "minutes"), {f"minutes-{foreign.pk}-60": "7"}).status_code == 409
    assert rows() == before


# --- preparing -----------------------------------------------------------------------------------------


def test_the_classes_of_a_cohort_and_the_own_rehearsal_that_goes_on(client, world):
    over = DeliveryFactory(cohort=world.cohort, lesson=world.lesson, started_at=NOW, ended_at=NOW)
    now = DeliveryFactory(cohort=world.cohort, lesson=world.lesson, running=True)
    trial = {"cohort": world.cohort, "lesson": world.lesson, "is_rehearsal": True}
    mine = DeliveryFactory(**trial, running=True, created_by=world.instructor)
    DeliveryFactory(**trial, running=True, created_by=world.director)
    DeliveryFactory(**trial, created_by=world.instructor)  # not begun: it is on the page of the plan
    client.force_login(world.instructor)
    page = client.get(address(world, "classes"))
    shown = page.context["classes"]
    assert (shown.running, shown.planned, shown.past) == ([now], [world.delivery], [over])
    assert shown.rehearsals == [mine]
    assert reverse("delivery:console", args=[mine.pk]) in page.content.decode()


def test_a_class_is_prepared_once_however_often_the_form_is_sent(client, world):
    client.force_login(world.instructor)
    page = client.get(address(world, "prepare"))
    token = page.context["form"]["token"].value()
    given = {**POST_PAGES["prepare"], "token": token, "activities": [world.activity.pk], "privacy": "anonymous"}
    replies = [client.post(address(world, "prepare"), given) for _ in "12"]
    new = Delivery.objects.exclude(pk=world.delivery.pk).get()
    assert [reply["Location"] for reply in replies] == [reverse("delivery:class", args=[new.pk])] * 2
    assert (new.created_by, new.privacy, new.total_minutes) == (world.instructor, "anonymous", Decimal(45))
    assert list(new.items.values_list("title", flat=True))[-1] == "Lanes"


def test_a_form_without_minutes_comes_back(client, world):
    client.force_login(world.instructor)
    before = rows()
    reply = client.post(address(world, "prepare"), {**POST_PAGES["prepare"], "total_minutes": "long"})
    assert (reply.status_code, rows()) == (422, before)
    assert "<title>Error:" in body(reply)


def test_an_activity_or_quiz_of_somebody_else_is_refused(client, world):
    client.force_login(world.instructor)
    foreign = {"activities": [ActivityFactory().pk], "opens_after": SittingFactory(kind="post").pk}
    for name, value in foreign.items():
        reply = client.post(address(world, "prepare"), {**POST_PAGES["prepare"], name: value})
        assert (reply.status_code, list(reply.context["form"].errors)) == (422, [name])


LANES = {"kind": "lanes", "regions": [{"id": each, "label": each} for each in ("un", "other")]}


@pytest.mark.parametrize("name", ["prepare", "class-activities"])
def test_an_activity_says_what_it_is_where_one_chooses(client, world, name):
    about = {"purpose": "To compare.", "method": "A talk", "grouping": ["small-groups", "pairs"]}
    Activity.objects.filter(pk=world.activity.pk).update(
        **about, board=LANES, minutes_low=Decimal(5), minutes_high=Decimal(10)
    )
    ActivityFactory(lesson=world.lesson, title="Again", plan_of=world.activity)
    client.force_login(world.instructor)
    page = body(client.get(address(world, name)))
    described = re.findall(r'name="activit(?:y|ies)"[^>]*aria-describedby="([^"]*)"', page)
    first, second = (text_of(page.split(f'id="{each}">')[1].split("</label>")[0]) for each in described)
    assert first.startswith(
        "◷ 5 to 10 min Small groups Pairs ▦ Board with 2 lists ▦ One for each group too To compare. A talk"
    )
    assert ("Board with 2 lists" in second, "No board" in second) == (True, False)


@pytest.mark.parametrize("is_core", [True, False])
def test_the_plan_tells_how_much_an_item_matters_from_what_one_can_make_of_it(client, world, is_core):
    PlanItem.objects.update(is_core=is_core)
    client.force_login(world.instructor)
    page = body(client.get(address(world, "class")))
    row = page.split(f'id="item-{world.items[1].pk}"')[1].split("</li>")[0]
    chips = [text_of(each) for each in re.findall(r'<span class="chip[^>]*>(.*?)</span>', row, re.DOTALL)]
    buttons = re.findall(r"<button[^>]*aria-label=\"(.*?)\"", row)
    assert chips == ["● Core" if is_core else "▼ Optional"]
    assert ("Make optional: B" if is_core else "Make core: B") in buttons


@pytest.mark.parametrize(("name", "verb"), [("prepare", "create_delivery"), ("class-settings", "set_items_seconds")])
def test_a_quiz_that_is_deleted_meanwhile_is_no_longer_on_offer(client, world, monkeypatch, name, verb):
    form = FormFactory(types=["true-false"], lesson=world.lesson)
    sitting = SittingFactory(form_a=form, cohort=world.cohort, kind="post", label="Quiz after", opens_at=None)
    real, before = getattr(preparing, verb), rows()

    def late(**given):
        delete_sitting(sitting=sitting, by=world.instructor, now=NOW)
        return real(**given)

    monkeypatch.setattr(preparing, verb, late)
    client.force_login(world.instructor)
    reply = client.post(address(world, name), {**POST_PAGES[name], "opens_after": sitting.pk})
    assert (reply.status_code, rows()) == (422, before)
    assert reply.context["form"].errors == {"opens_after": [str(preparing.QUIZ_GONE)]}
    assert "Quiz after" not in body(reply)


def test_times_of_the_last_class_are_offered_and_taken(client, world):
    client.force_login(world.instructor)
    assert "last class took" not in body(client.get(address(world, "prepare")))
    over = DeliveryFactory(cohort=world.cohort, lesson=world.lesson, created_by=world.instructor)
    PlanItemFactory(delivery=over, frame="topic")
    PlanItemFactory(delivery=over, frame="aim")
    start(delivery=over, order=order(over))
    step(delivery=over, order=order(over, seconds=111))
    Delivery.objects.filter(pk=over.pk).update(ended_at=NOW)
    assert "last class took" in body(client.get(address(world, "prepare")))
    client.post(address(world, "prepare"), {**POST_PAGES["prepare"], "is_like_last_time": "on"})
    new = Delivery.objects.get(token="t")
    assert new.items.get(frame="topic").seconds == 111


def test_a_lesson_of_another_course_cannot_be_prepared(client, world):
    client.force_login(world.instructor)
    foreign = reverse("delivery:prepare", args=[world.cohort.pk, LessonFactory().slug])
    assert client.get(foreign).status_code == 404


# --- the plan ------------------------------------------------------------------------------------------


def test_the_plan_shows_sums_and_warnings_and_who_is_ready(client, world):
    form = FormFactory(types=["true-false"], lesson=world.lesson)
    sitting = SittingFactory(form_a=form, cohort=world.cohort, label="Quiz before", opens_at=NOW)
    AttemptFactory(sitting=sitting, enrolment=world.cohort.enrolments.learners().get(), submitted_at=NOW)
    EnrolmentFactory(cohort=world.cohort)
    Delivery.objects.update(total_minutes=2)
    client.force_login(world.instructor)
    page = " ".join(body(client.get(address(world, "class"))).split())
    assert "The plan is 1 min longer than the class." in page
    assert "Sent by 1 of 2 learners:" in page
    assert "Start the class" in page


CHANGES = {
    "item-place": ({"to": 2}, lambda world: titles(world) == "ACB"),
    "item-change": ({}, lambda world: world.items[1].is_hidden),
    "item-add": ({"kind": "break", "place": 1}, lambda world: titles(world) == "ABreakBC"),
    "class-settings": (
        {"total_minutes": 40, "privacy": "anonymous"},
        lambda world: (world.delivery.total_minutes, world.delivery.privacy) == (40, "anonymous"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_change_is_made_once_and_shown(client, world, name, headers):
    client.force_login(world.instructor)
    given, is_done = CHANGES[name]
    for _ in "12":
        reply = client.post(address(world, name), given, headers=headers)
        assert reply.status_code == (200 if headers else 302)
    for row in [world.delivery, *world.items]:
        row.refresh_from_db()
    assert is_done(world)
    if headers:
        assert body(reply).lstrip().startswith('<div id="plan"')


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("minutes", {"minutes-{0.pk}-60": "long"}),
        ("minutes", {"minutes-{0.pk}-60": "-1"}),
        ("minutes", {"minutes-{0.pk}-60": "601"}),
        ("minutes", {"minutes-{0.pk}-60": "1:75", "minutes-{1.pk}-60": "1:00"}),
        ("item-place", {"to": "x"}),
        ("item-add", {"kind": "frame", "place": 0}),
        ("item-add", {"kind": "question", "place": 0}),
        ("item-add", {"kind": "question", "place": 0, "question": "9" * 30}),
        ("class-settings", {"total_minutes": "", "privacy": "named"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_read_comes_back(client, world, name, given, headers):
    client.force_login(world.instructor)
    before = rows()
    given = {field.format(*world.items): value for field, value in given.items()}
    reply = client.post(address(world, name), given, headers=headers)
    assert (reply.status_code, rows()) == (422, before)
    assert 'class="errors"' in body(reply)


def test_questions_and_activities_are_added_and_removed(client, world):
    client.force_login(world.instructor)
    for kind in ("question", "activity"):
        given = {"kind": kind, kind: getattr(world, kind).pk, "place": 1}
        assert client.post(address(world, "item-add"), given).status_code == 302
    assert titles(world) == "ALanesThe UN arrives with the mission.BC"
    for item in world.delivery.items.exclude(kind="frame"):
        for _ in "12":
            gone = reverse("delivery:item-change", args=[world.delivery.pk, item.pk, "remove"])
            assert client.post(gone).status_code == 302
    assert titles(world) == "ABC"


@pytest.mark.parametrize(("change", "status"), [("remove", 302), ("hide", 404)])
def test_a_number_of_no_item_changes_nothing_and_one_that_no_database_takes_leads_nowhere(
    client, world, change, status
):
    client.force_login(world.instructor)
    address = reverse("delivery:item-change", args=[world.delivery.pk, 10**17, change])
    assert client.post(address).status_code == status
    assert client.post(address.replace(f"/{10**17}/", f"/{10**30}/")).status_code == 404
    assert client.post(address.replace(f"/classes/{world.delivery.pk}/", f"/classes/{10**30}/")).status_code == 404


def test_what_the_class_has_passed_is_refused_in_words(client, world):
    start(delivery=world.delivery, order=order(world.delivery))
    step(delivery=world.delivery, order=order(world.delivery))
    client.force_login(world.instructor)
    reply = client.post(address(world, "minutes"), {f"minutes-{world.items[0].pk}-60": "5"}, headers=HTMX)
    assert reply.status_code == 409
    assert "The class has passed this item." in body(reply)
    Delivery.objects.update(ended_at=NOW)
    reply = client.post(address(world, "class-settings"), POST_PAGES["class-settings"])
    assert reply.status_code == 409
    assert "The class is over." in body(reply)


def test_an_unknown_change_is_none(client, world):
    client.force_login(world.instructor)
    address = reverse("delivery:item-change", args=[world.delivery.pk, world.items[0].pk, "explode"])
    assert client.post(address).status_code == 404


def test_rehearse_leads_to_a_console_of_its_own(client, world):
    client.force_login(world.instructor)
    replies = [client.post(address(world, "rehearse")) for _ in "12"]
    trial = Delivery.objects.get(is_rehearsal=True)
    assert {reply["Location"] for reply in replies} == {reverse("delivery:console", args=[trial.pk])}
    assert trial.rehearses == world.delivery


@pytest.mark.parametrize("n_items", [1, 12])
@pytest.mark.parametrize(("name", "n_queries"), [("class", 17), ("class-activities", 10), ("pack", 11), ("report", 15)])
def test_the_number_of_queries_is_constant(client, world, n_items, name, n_queries, django_assert_num_queries):
    for _ in range(n_items):
        slide = SlideFactory(section__lesson=world.lesson)
        PlanItemFactory(delivery=world.delivery, frame=slide.slug)
        KeyRevisionFactory(version__question__lesson=world.lesson)
        EnrolmentFactory(cohort=world.cohort)
    client.force_login(world.instructor)
    with django_assert_num_queries(n_queries):
        client.get(address(world, name))
