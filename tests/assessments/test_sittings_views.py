"""The pages of sittings, for those who look after a cohort."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Accommodation, Allocation, Attempt, Sitting
from assessments.reports.sittings import Progress, Stage, sitting_status
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_world():
    form = FormFactory(types=["true-false"], label="Form A")
    course = form.lesson.course
    seat = EnrolmentFactory(instructor=True, cohort__course=course)
    sitting = SittingFactory(form_a=form, cohort=seat.cohort, label="First quiz", opens_at=None, minutes=20)
    return SimpleNamespace(
        form=form,
        other=FormFactory(types=["true-false"], label="Form B", lesson=form.lesson),
        draft=FormFactory(types=[], label="Draft", lesson=form.lesson, frozen_at=None),
        cohort=seat.cohort,
        sitting=sitting,
        seat=EnrolmentFactory(cohort=seat.cohort, user__name="Amina Diallo"),
        instructor=seat.user,
        director=EnrolmentFactory(director=True, course=course).user,
        learner=EnrolmentFactory(cohort=CohortFactory(course=course)).user,
        stranger=EnrolmentFactory(instructor=True, cohort=CohortFactory(course=course)).user,
    )


world_once, world = built_once(build_world)


def addresses(world):
    cohort, sitting = world.cohort.pk, world.sitting.pk
    arguments = {
        "sittings": [cohort],
        "sitting-create": [cohort, "pre"],
        "sitting": [sitting],
        "sitting-edit": [sitting],
        "sitting-delete": [sitting],
        "sitting-release": [sitting],
        "sitting-clock": [sitting],
        "sitting-change": [sitting, "open"],
        "sitting-time": [sitting, world.seat.pk],
    }
    return {name: reverse(f"assessments:{name}", args=args) for name, args in arguments.items()}


def body(response):
    return response.content.decode()


# --- who may come in -----------------------------------------------------------------------------------

GET_PAGES = ["sittings", "sitting-create", "sitting", "sitting-edit"]
POST_PAGES = [
    "sitting-edit",
    "sitting-delete",
    "sitting-release",
    "sitting-create",
    "sitting-clock",
    "sitting-change",
    "sitting-time",
]


@pytest.mark.parametrize("name", GET_PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("instructor", 200), ("director", 200), ("learner", 404), ("stranger", 404)]
)
def test_pages_are_for_those_who_teach_the_cohort(client, world, name, who, status):
    client.force_login(getattr(world, who))
    assert client.get(addresses(world)[name]).status_code == status


@pytest.mark.parametrize("name", POST_PAGES)
@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_nobody_else_changes_anything(client, world, name, who):
    before = list(Sitting.objects.values())
    client.force_login(getattr(world, who))
    assert client.post(addresses(world)[name], {"extra_minutes": 5}).status_code == 404
    assert (list(Sitting.objects.values()), Accommodation.objects.count(), AuditRow.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("name", sorted({*GET_PAGES, *POST_PAGES}))
def test_nobody_comes_in_without_signing_in(client, world, name):
    page = addresses(world)[name]
    ask = client.get if name in GET_PAGES else client.post
    assert ask(page)["Location"] == f"{reverse('account_login')}?next={page}"


@pytest.mark.parametrize("name", sorted(set(POST_PAGES) - set(GET_PAGES)))
def test_a_change_is_never_a_get(client, world, name):
    client.force_login(world.instructor)
    assert client.get(addresses(world)[name]).status_code == 405


# --- making --------------------------------------------------------------------------------------------


def asked(world, **changes):
    usual = {
        "label": "New quiz",
        "form_a": world.form.pk,
        "attempts_allowed": 1,
        "counts": "first",
        "is_one_per_page": "yes",
        "is_shuffled": "on",
        "release_score": "at-once",
        "release_answers": "by-hand",
        "release_feedback": "by-hand",
    }
    return {**usual, **changes}


def create_page(world, kind):
    return reverse("assessments:sitting-create", args=[world.cohort.pk, kind])


def test_a_sitting_is_made_once(client, world):
    client.force_login(world.instructor)
    posted = asked(world, minutes=15, opens_at="2026-03-02T09:30", closes_at="2096-03-02T10:30", is_one_per_page="no")
    places = [client.post(create_page(world, "pre"), posted)["Location"] for _ in range(2)]
    sitting = Sitting.objects.get(label="New quiz")
    assert places == [reverse("assessments:sitting", args=[sitting.pk])] * 2
    assert (sitting.kind, sitting.cohort, sitting.form_a, sitting.form_b, sitting.minutes, sitting.is_one_per_page) == (
        "pre",
        world.cohort,
        world.form,
        None,
        15,
        False,
    )
    assert (sitting.opens_at, sitting.closes_at) == (NOW, datetime(2096, 3, 2, 10, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "usual"),
    [
        ("pre", ("Quiz before the lesson", 1, "by-hand", "by-hand")),
        ("post", ("Quiz after the lesson", 1, "after-close", "after-close")),
        ("practice", ("Practice quiz", 5, "at-once", "at-once")),
    ],
)
def test_each_kind_comes_with_what_is_usual(client, world, kind, usual):
    client.force_login(world.instructor)
    form = client.get(create_page(world, kind)).context["form"]
    names = ["label", "attempts_allowed", "release_answers", "release_feedback"]
    assert tuple(form[name].value() for name in names) == usual


def test_the_quiz_after_the_lesson_turns_around_the_one_before_it(client, world):
    before = SittingFactory(form_a=world.form, form_b=world.other, cohort=world.cohort, label="Crossed")
    client.force_login(world.instructor)
    form = client.get(create_page(world, "post")).context["form"]
    assert [form[name].value() for name in ("form_a", "form_b", "crosses")] == [
        world.form.pk,
        world.other.pk,
        before.pk,
    ]
    posted = asked(world, form_b=world.other.pk, crosses=before.pk)
    client.post(create_page(world, "post"), posted)
    assert Sitting.objects.get(label="New quiz").crosses == before


def test_a_name_that_is_used_gets_a_number(client, world):
    Sitting.objects.update(label="Quiz before the lesson")
    client.force_login(world.instructor)
    assert client.get(create_page(world, "pre")).context["form"]["label"].value() == "Quiz before the lesson 2"


WRONG = {
    "a draft": ({"form_a": "draft"}, "Choose a form from the list."),
    "no form": ({"form_a": ""}, "Choose a form from the list."),
    "one form twice": ({"form_b": "form"}, "Two parallel forms must be two forms."),
    "no name": ({"label": ""}, "Give the quiz a name, for example Quiz before the lesson."),
    "a taken name": ({"label": "First quiz"}, "has a quiz of this name"),
    "closing first": ({"opens_at": "2026-03-02T09:30", "closes_at": "2026-03-02T09:30"}, "must close after it opens"),
    "closed already": ({"opens_at": "", "closes_at": "2026-03-02T10:30"}, "This time has passed."),
    "a year beyond all": ({"opens_at": "9999-12-31T23:59"}, "Opens: choose a day and a time, or leave it empty."),
    "no attempt": ({"attempts_allowed": "0"}, "Attempts: type a number from 1 to 99."),
    "no time": ({"minutes": "0"}, "Time in minutes: type a number from 1 to 1440, or leave it empty."),
    "another rule": ({"release_score": "sometimes"}, "Select a valid choice"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_told(client, world, changes, reason):
    forms = {name: getattr(world, value).pk for name, value in changes.items() if value in {"draft", "form"}}
    client.force_login(world.instructor)
    response = client.post(create_page(world, "pre"), asked(world, **{**changes, **forms}))
    assert (response.status_code, reason in body(response), Sitting.objects.count()) == (422, True, 1)


def test_turning_around_needs_two_forms(client, world):
    before = SittingFactory(form_a=world.form, form_b=world.other, cohort=world.cohort, label="Crossed")
    client.force_login(world.instructor)
    response = client.post(create_page(world, "post"), asked(world, crosses=before.pk))
    assert (response.status_code, "Choose the second form too" in body(response)) == (422, True)


def test_a_sitting_of_another_cohort_cannot_be_turned_around(client, world):
    SittingFactory(form_a=world.form, form_b=world.other, cohort=world.cohort, label="Own")
    other = SittingFactory(form_a=world.form, form_b=world.other, cohort=CohortFactory(course=world.cohort.course))
    client.force_login(world.instructor)
    response = client.post(create_page(world, "post"), asked(world, form_b=world.other.pk, crosses=other.pk))
    assert response.status_code == 422


def test_an_unknown_kind_is_not_found(client, world):
    client.force_login(world.instructor)
    assert client.get(create_page(world, "surprise")).status_code == 404


def test_without_a_frozen_form_the_page_says_what_to_do(client):
    seat = EnrolmentFactory(instructor=True)
    FormFactory(types=[], lesson__course=seat.cohort.course, frozen_at=None)
    client.force_login(seat.user)
    page = client.get(reverse("assessments:sitting-create", args=[seat.cohort.pk, "pre"]))
    assert ("There is no frozen form yet." in body(page), "Make the quiz" in body(page)) == (True, False)


# --- the page of a sitting -----------------------------------------------------------------------------


def change(client, world, name):
    return client.post(reverse("assessments:sitting-change", args=[world.sitting.pk, name]))


def test_opening_closing_and_opening_again(client, world):
    client.force_login(world.instructor)
    page = addresses(world)["sitting"]

    def stage_after(name):
        assert [change(client, world, name)["Location"] for _ in range(2)] == [page] * 2
        return client.get(page).context["status"].stage

    assert [stage_after(name) for name in ("open", "close", "reopen")] == [Stage.OPEN, Stage.CLOSED, Stage.OPEN]
    assert sorted(AuditRow.objects.values_list("verb", flat=True)) == ["close", "open", "reopen"]


def test_releasing_and_hiding(client, world):
    client.force_login(world.instructor)
    page = addresses(world)["sitting"]
    assert "Release it now" in body(client.get(page))
    change(client, world, "release")
    assert "Hide it again" in body(client.get(page))
    change(client, world, "withdraw")
    assert "Release it now" in body(client.get(page))


def test_an_unknown_change_is_not_found(client, world):
    client.force_login(world.instructor)
    assert change(client, world, "delete").status_code == 404


def test_the_clock_is_set(client, world):
    client.force_login(world.instructor)
    page = addresses(world)["sitting-clock"]
    response = client.post(page, {"opens_at": "2026-03-02T09:30", "closes_at": ""})
    world.sitting.refresh_from_db()
    assert (response.status_code, world.sitting.opens_at, world.sitting.closes_at) == (302, NOW, None)
    response = client.post(page, {"opens_at": "2026-03-02T09:30", "closes_at": "yesterday"})
    assert (response.status_code, "Closes: choose a day and a time, or leave it empty." in body(response)) == (
        422,
        True,
    )


def test_extra_time_is_given(client, world):
    client.force_login(world.instructor)
    page = addresses(world)["sitting-time"]
    places = [client.post(page, {"extra_minutes": 10})["Location"] for _ in range(2)]
    assert places == [f"{addresses(world)['sitting']}#time"] * 2
    assert list(Accommodation.objects.values_list("enrolment", "extra_minutes")) == [(world.seat.pk, 10)]
    response = client.post(page, {"extra_minutes": 15}, headers=HTMX)
    assert (response.status_code, "<html" in body(response), 'value="15"' in body(response)) == (200, False, True)
    response = client.post(page, {"extra_minutes": "-1"})
    assert (response.status_code, "Type a whole number of minutes" in body(response)) == (422, True)


def test_extra_time_is_for_learners_of_the_cohort(client, world):
    client.force_login(world.instructor)
    for seat in (EnrolmentFactory(), EnrolmentFactory(cohort=world.cohort, instructor=True)):
        page = reverse("assessments:sitting-time", args=[world.sitting.pk, seat.pk])
        assert client.post(page, {"extra_minutes": 10}).status_code == 404


# --- who has sent --------------------------------------------------------------------------------------


def test_how_everybody_stands(world):
    """Seven learners: one for each way to stand, a void attempt, a second go; and one of another cohort."""
    sitting = world.sitting
    Sitting.objects.filter(pk=sitting.pk).update(opens_at=NOW, form_b=world.other, attempts_allowed=2)
    sitting.refresh_from_db()
    later = NOW + timedelta(minutes=5)
    reason = Attempt.CloseReason

    def learner(name, *attempts):
        seat = EnrolmentFactory(cohort=world.cohort, user__name=name)
        for number, fields in enumerate(attempts, start=1):
            AttemptFactory(sitting=sitting, enrolment=seat, number=number, **fields)
        return seat

    sent = {"submitted_at": later, "close_reason": reason.SENT}
    started = learner("B", {})
    learner("C", sent)
    learner("D", {"submitted_at": later, "close_reason": reason.EXPIRED})
    learner("E", {"submitted_at": later, "close_reason": reason.PAPER})
    learner("F", {"voided_at": later})
    learner("G", sent, {})
    AttemptFactory(sitting=SittingFactory(form_a=world.form))
    Allocation.objects.create(sitting=sitting, enrolment=started, form=world.other)
    Accommodation.objects.create(enrolment=started, extra_minutes=10)
    status = sitting_status(sitting, NOW)
    assert [
        (row.seat.user.name, row.progress, row.at, row.n_attempts, row.form, row.extra_minutes) for row in status.rows
    ] == [
        ("Amina Diallo", Progress.NOT_YET, None, 0, None, 0),
        ("B", Progress.STARTED, NOW, 1, world.other, 10),
        ("C", Progress.SENT, later, 1, None, 0),
        ("D", Progress.RAN_OUT, later, 1, None, 0),
        ("E", Progress.PAPER, later, 1, None, 0),
        ("F", Progress.NOT_YET, None, 0, None, 0),
        ("G", Progress.STARTED, NOW, 2, None, 0),
    ]
    assert (status.n_sent, status.n_started, status.n_not_yet) == (3, 2, 2)


def test_the_list_counts_each_learner_once(client, world):
    attempt = AttemptFactory(sitting=world.sitting, enrolment=world.seat, submitted_at=NOW)
    AttemptFactory(sitting=world.sitting, enrolment=world.seat, number=2)
    AttemptFactory(sitting=world.sitting, enrolment=EnrolmentFactory(cohort=world.cohort), voided_at=NOW)
    SittingFactory(form_a=world.form)
    client.force_login(world.instructor)
    [row] = client.get(addresses(world)["sittings"]).context["rows"]
    assert (row.sitting, row.stage, row.n_started, row.n_sent) == (attempt.sitting, Stage.WAITING, 1, 1)


def test_the_table_is_asked_for_again_until_the_sitting_closes(client, world):
    client.force_login(world.instructor)
    page = addresses(world)["sitting"]
    change(client, world, "open")
    assert 'hx-trigger="every 15s"' in body(client.get(page))
    part = client.get(page, headers=HTMX)
    assert (part.status_code, "<html" in body(part), "Amina Diallo" in body(part)) == (200, False, True)
    change(client, world, "close")
    assert client.get(page, headers=HTMX).status_code == 286
    assert 'hx-trigger="every 15s"' not in body(client.get(page))


def test_answers_of_those_who_have_not_sent_can_be_taken_in(client, world):
    now = timezone.now()
    times = {"opens_at": now - timedelta(hours=2), "closes_at": now - timedelta(hours=1)}
    Sitting.objects.filter(pk=world.sitting.pk).update(**times)
    attempt = AttemptFactory(sitting=world.sitting, enrolment=world.seat, started_at=times["opens_at"])
    client.force_login(world.instructor)
    page = addresses(world)["sitting"]
    assert "1 learner had started and not sent" in body(client.get(page))
    change(client, world, "close")
    attempt.refresh_from_db()
    assert (attempt.close_reason, "had started and not sent" in body(client.get(page))) == ("expired", False)


def test_the_cohort_leads_to_its_quizzes(client, world):
    client.force_login(world.instructor)
    assert addresses(world)["sittings"] in body(client.get(reverse("courses:cohort", args=[world.cohort.pk])))


@pytest.mark.parametrize("n", [3, 30])
@pytest.mark.parametrize(("name", "n_queries"), [("sitting", 9), ("sittings", 4)])
def test_the_number_of_queries_is_constant(client, world, django_assert_num_queries, name, n, n_queries):
    for number in range(n):
        seat = EnrolmentFactory(cohort=world.cohort)
        AttemptFactory(sitting=world.sitting, enrolment=seat)
        Allocation.objects.create(sitting=world.sitting, enrolment=seat, form=world.form)
        SittingFactory(form_a=world.form, cohort=world.cohort, label=f"Quiz {number}")
    client.force_login(world.instructor)
    with django_assert_num_queries(n_queries):
        client.get(addresses(world)[name])
