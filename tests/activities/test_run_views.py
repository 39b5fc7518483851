"""Pages of runs, for staff."""

import pytest

from activities.models import ActivityRun, Board
from tests.activities.factories import (
    CHECKLIST,
    DEBRIEF,
    PROMPT,
    RATING,
    BoardActivityFactory,
    BoardFactory,
    GroupFactory,
    RunFactory,
)
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory, PhaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return BoardFactory(run__activity__kind="discussion").run


def page(run):
    return f"/runs/{run.pk}/"


def do(client, run, verb, **fields):
    return client.post(f"/runs/{run.pk}/do/{verb}/", fields)


def test_the_page_has_plan_prompts_and_points_for_staff(client, run):
    PhaseFactory(activity=run.activity, slug="first", prompts=[PROMPT])
    EnrolmentFactory.create_batch(2, cohort=run.cohort, group=GroupFactory(cohort=run.cohort, name="Blue"))
    client.force_login(run.created_by)
    response = client.get(page(run))
    shown = response.context["page"]
    assert [phase.slug for phase in shown.phases] == ["first"]
    assert [(group.name, group.n_members) for group in shown.groups] == [("Blue", 2)]
    assert {token for token in (CHECKLIST, DEBRIEF, PROMPT) if token in response.content.decode()} == {
        CHECKLIST,
        DEBRIEF,
        PROMPT,
    }


def test_learners_strangers_and_unknown_people_stay_out(client, run):
    paths = [
        page(run),
        f"/cohorts/{run.cohort_id}/activities/",
        f"/cohorts/{run.cohort_id}/activities/{run.activity_id}/",
    ]
    assert [client.get(path).status_code for path in paths] == [302] * 3
    assert do(client, run, "boards").status_code == 302
    for seat in (EnrolmentFactory(cohort=run.cohort), EnrolmentFactory(instructor=True)):
        client.force_login(seat.user)
        assert [client.get(path).status_code for path in paths] == [404] * 3
        assert do(client, run, "boards").status_code == 404
    assert ActivityRun.objects.get().ended_at is None


def test_an_activity_is_started_with_plan_and_choice_once(client):
    activity = BoardActivityFactory(
        title="Football or Cricket", variations=[{"title": "Another team", "text": "", "phases": []}]
    )
    cohort = CohortFactory(course=activity.lesson.course)
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)
    assert [each.activity for each in client.get(f"/cohorts/{cohort.pk}/activities/").context["offered"]] == [activity]
    address = f"/cohorts/{cohort.pk}/activities/{activity.pk}/"
    assert client.post(address, {"variation": "Unknown"}).status_code == 422
    for _ in range(2):
        response = client.post(address, {"variation": "Another team", "choice": " Hockey "})
        assert response["Location"] == page(ActivityRun.objects.get())
    run = ActivityRun.objects.get()
    assert (run.variation, run.choice, run.boards.get().title) == (
        "Another team",
        "Hockey",
        "Football or Cricket: Hockey",
    )
    assert client.get(address)["Location"] == page(run)


def test_an_activity_of_another_course_is_not_offered(client, run):
    client.force_login(run.created_by)
    other = ActivityFactory()
    assert client.get(f"/cohorts/{run.cohort_id}/activities/{other.pk}/").status_code == 404


def test_phases_ticks_and_choice_pressed_twice_are_done_once(client, run):
    PhaseFactory(activity=run.activity, slug="first")
    client.force_login(run.created_by)
    orders = [
        ("phase", {"phase": "first"}),
        ("heard", {"point": 0, "heard": "on"}),
        ("settle", {"choice": "Cricket"}),
        ("boards", {}),
    ]
    for verb, fields in orders:
        for _ in range(2 if verb != "phase" else 1):
            response = do(client, run, verb, **fields)
            assert (response.status_code, response["Location"]) == (302, page(run))
    run = ActivityRun.objects.get()
    board = Board.objects.get()
    assert (run.heard, run.choice, board.phase) == ([0], "Cricket", "first")


@pytest.mark.parametrize(
    ("verb", "fields"), [("explode", {}), ("phase", {"phase": "nowhere"}), ("heard", {}), ("heard", {"point": "x"})]
)
def test_unknown_orders_do_not_exist(client, run, verb, fields):
    client.force_login(run.created_by)
    assert do(client, run, verb, **fields).status_code == 404


@pytest.mark.parametrize("kind", ["briefing", "assignment"])
def test_groups_get_tasks_and_turns(client, kind):
    run = RunFactory(activity__board=None, activity__kind=kind, activity__rating=RATING)
    blue, green = (GroupFactory(cohort=run.cohort, name=name) for name in ("Blue", "Green"))
    client.force_login(run.created_by)
    fields = {f"turn-{blue.pk}": 2, f"task-{blue.pk}": "National", f"turn-{green.pk}": 1, f"task-{green.pk}": " UN "}
    assert do(client, run, "tasks", **fields).status_code == 302
    run.refresh_from_db()
    assert run.tasks == [{"group": green.pk, "task": "UN"}, {"group": blue.pk, "task": "National"}]
    assert [row[0] for row in client.get(page(run)).context["tasks"].rows] == [green, blue]
    for wrong in ("x", "", "-1", "100"):
        refused = do(client, run, "tasks", **fields | {f"turn-{blue.pk}": wrong})
        told = refused.content.decode()
        assert (refused.status_code, f"Turn of {blue}: type a number from 1 to 99." in told) == (422, True)
        assert "This field is required" not in told
    same = do(client, run, "tasks", **fields | {f"turn-{blue.pk}": 1})
    assert (same.status_code, f"{green}, {blue} have the same turn, 1." in same.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *((("turn", turn), "Turn of 100% Blue: type a number from 1 to 99.") for turn in ("", "-1", "0", "100", "x")),
        (("turn", "2"), "100% Blue, Green have the same turn, 2. Give each its own."),
        (("task", "x" * 201), "Task of 100% Blue: type at most 200 letters."),
    ],
)
def test_what_is_wrong_with_turns_and_tasks_names_the_group_whatever_its_name(client, typed, said):
    run = RunFactory(activity__board=None, activity__kind="briefing", activity__rating=RATING)
    blue, green = (GroupFactory(cohort=run.cohort, name=name) for name in ("100% Blue", "Green"))
    client.force_login(run.created_by)
    name, value = typed
    fields = {f"turn-{blue.pk}": 1, f"task-{blue.pk}": "UN", f"turn-{green.pk}": 2, f"task-{green.pk}": "National"}
    response = do(client, run, "tasks", **fields | {f"{name}-{blue.pk}": value})
    form = response.context["tasks"]
    assert (response.status_code, [error for errors in form.errors.values() for error in errors]) == (422, [said])
    assert form[f"{name}-{blue.pk}"].value() == value
    run.refresh_from_db()
    assert run.tasks == []


@pytest.mark.parametrize("n_groups", [1, 12])
def test_the_number_of_queries_is_constant(client, run, n_groups, django_assert_num_queries):
    for _ in range(n_groups):
        group = GroupFactory(cohort=run.cohort)
        BoardFactory(run=run, group=group)
        PhaseFactory(activity=run.activity)
        RunFactory(activity=run.activity, cohort=run.cohort, created_by=run.created_by, ended_at=NOW)
    client.force_login(run.created_by)
    with django_assert_num_queries(6):
        client.get(page(run))
    with django_assert_num_queries(5):
        client.get(f"/cohorts/{run.cohort_id}/activities/")


def test_a_learner_is_led_to_the_board_of_the_own_group(client, run):
    seat = EnrolmentFactory(cohort=run.cohort)
    client.force_login(seat.user)
    assert "You are in no group yet." in client.get(f"{page(run)}my-board/").content.decode()
    seat.group = GroupFactory(cohort=run.cohort, name="Blue")
    seat.save()
    assert "has no board yet" in client.get(f"{page(run)}my-board/").content.decode()
    board = BoardFactory(run=run, group=seat.group)
    assert client.get(f"{page(run)}my-board/")["Location"] == f"/boards/{board.pk}/"


def test_only_learners_of_the_cohort_are_led_to_a_board(client, run):
    assert client.get(f"{page(run)}my-board/").status_code == 302
    for user in (run.created_by, EnrolmentFactory(instructor=True).user, EnrolmentFactory().user):
        client.force_login(user)
        assert client.get(f"{page(run)}my-board/").status_code == 404
