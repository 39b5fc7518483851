"""Single attempts by name: late answers, points set by hand, attempts that do not count."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import JSONNull
from django.urls import reverse

from assessments.actions.deciding import override_points, void_attempt
from assessments.actions.late import decide_late
from assessments.models import LateResponse, Mark, Override, RegradeRun, Response, Score
from assessments.reports.late import late_rows
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
LATER = NOW.replace(hour=12)


def build_sitting():
    return make_sitting("true-false", "narrative")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def staff(sitting, client):
    user = teacher(sitting)
    client.force_login(user)
    return user


@pytest.fixture
def attempt(sitting):
    seat = EnrolmentFactory(cohort=sitting.cohort, user__name="Berta Diallo")
    return submit(sitting, True, RIGHT["narrative"], enrolment=seat, deadline=NOW)


def late(attempt, answer, *, sequence=2, **fields):
    return LateResponse.objects.create(
        attempt=attempt,
        position=0,
        answer=answer,
        sequence=sequence,
        event=uuid4(),
        received_at=NOW + timedelta(minutes=3),
        **fields,
    )


def stored(attempt):
    return Response.objects.get(attempt=attempt, position=0).answer


def test_a_late_answer_that_is_accepted_counts_and_is_scored_once(attempt, staff):
    row = late(attempt, answer=False)
    assert total(attempt) == 0
    decisions = [decide_late(late=row, is_accepted=each, by=staff, now=LATER) for each in (True, True, False)]
    assert (decisions, total(attempt), stored(attempt)) == ([True, False, False], 1, False)
    row.refresh_from_db()
    assert (row.is_accepted, row.decided_by) == (True, staff)
    assert Score.objects.filter(attempt=attempt, position=0).count() == 2
    assert list(AuditRow.objects.values_list("verb", "by", "subject")) == [
        ("accept late answer", staff.pk, f"attempt {attempt.pk}")
    ]


def test_a_late_answer_that_is_refused_changes_nothing(attempt, staff):
    row = late(attempt, answer=False)
    assert decide_late(late=row, is_accepted=False, by=staff, now=LATER)
    assert (total(attempt), stored(attempt)) == (0, True)
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["refuse late answer"]


def test_an_answer_that_was_taken_back_late_is_no_answer(sitting, staff):
    attempt = submit(sitting, False, None)
    row = LateResponse.objects.get(pk=late(attempt, answer=JSONNull()).pk)
    assert decide_late(late=row, is_accepted=True, by=staff, now=LATER)
    assert (stored(attempt), total(attempt)) == (None, 0)


def test_a_newer_answer_is_never_replaced_by_an_older_one(attempt, staff):
    for answer, sequence in ((False, 3), (True, 2)):
        row = late(attempt, answer=answer, sequence=sequence)
        assert decide_late(late=row, is_accepted=True, by=staff, now=LATER)
    assert (stored(attempt), total(attempt)) == (False, 1)


def test_an_attempt_that_is_still_open_is_scored_when_it_is_sent(sitting, staff):
    attempt = AttemptFactory(sitting=sitting)
    decide_late(late=late(attempt, answer=False), is_accepted=True, by=staff, now=LATER)
    assert (stored(attempt), Score.objects.count()) == (False, 0)


def test_late_answers_are_shown_with_what_the_device_says(sitting, attempt):
    second, third = (submit(sitting, True, RIGHT["narrative"], deadline=NOW) for _ in range(2))
    rows = [
        late(attempt, answer=False, sequence=2, typed_at=NOW - timedelta(seconds=20)),
        late(second, answer=False, sequence=3, typed_at=NOW + timedelta(seconds=20)),
        late(third, answer=True, sequence=1),
    ]
    Mark.objects.create(attempt=attempt, position=1, marker=teacher(sitting), number=1, points=1, at=NOW)
    found = late_rows(sitting)
    assert [(row.late, row.was_typed_in_time, row.is_superseded, row.is_marked) for row in found] == [
        (rows[0], True, False, False),
        (rows[1], False, False, False),
        (rows[2], None, True, False),
    ]
    assert {(tuple(row.shown_stored), row.ended_at) for row in found} == {(("True",), NOW)}


def test_what_came_after_sending_without_a_limit_is_not_called_out_of_time(client, sitting, staff):
    attempt = submit(sitting, True, RIGHT["narrative"])
    late(attempt, answer=False, typed_at=NOW + timedelta(seconds=5))
    (row,) = late_rows(sitting)
    assert (row.ended_at, row.was_typed_in_time) == (attempt.submitted_at, False)
    text = client.get(reverse("assessments:late", args=[sitting.pk])).content.decode()
    assert ("Answers were sent" in text, "<dt>Time was over</dt>" in text) == (True, False)


def test_late_answers_are_decided_on_their_page(client, sitting, attempt, staff):
    row = late(attempt, answer=False, typed_at=NOW)
    page = reverse("assessments:late", args=[sitting.pk])
    assert "Berta Diallo" in client.get(page).content.decode()
    decide = reverse("assessments:late-decide", args=[sitting.pk, row.pk])
    assert client.post(decide, {"decision": "x"}).status_code == 404
    for _ in range(2):
        assert client.post(decide, {"decision": "accept", "sequence": row.sequence}).url == page
    assert (total(attempt), AuditRow.objects.count()) == (1, 1)
    assert "accepted" in client.get(page).content.decode()


def test_what_nobody_has_seen_yet_is_shown_before_it_is_decided(client, sitting, attempt, staff):
    row = late(attempt, answer=True)
    page = reverse("assessments:late", args=[sitting.pk])
    assert '<input type="hidden" name="sequence"\nvalue="2">' in client.get(page).content.decode()
    LateResponse.objects.update(answer=False, sequence=3)
    decide = reverse("assessments:late-decide", args=[sitting.pk, row.pk])
    response = client.post(decide, {"decision": "accept", "sequence": 2})
    assert (response.status_code, "A newer answer has come in" in response.content.decode()) == (409, True)
    assert not decide_late(late=row, is_accepted=True, by=staff, now=LATER)
    assert (LateResponse.objects.get().is_accepted, stored(attempt), AuditRow.objects.count()) == (None, True, 0)
    assert client.post(decide, {"decision": "accept", "sequence": 3}).url == page
    assert (total(attempt), stored(attempt)) == (1, False)


def test_points_set_by_hand_stand_over_score_and_mark(attempt, staff):
    Mark.objects.create(attempt=attempt, position=1, marker=staff, number=1, points=1, at=NOW)
    decision = {"attempt": attempt, "position": 1, "points": Decimal("0.5"), "reason": "Copied", "by": staff}
    assert [override_points(**decision, now=LATER) for _ in range(2)] == [True, False]
    assert (total(attempt), Override.objects.count()) == (Decimal("0.5"), 1)
    assert override_points(**decision | {"points": Decimal(0)}, now=LATER)
    assert total(attempt) == 0
    assert AuditRow.objects.values_list("verb", "detail").last() == (
        "override",
        {"position": 1, "points": "0.5", "reason": "Copied"},
    )


def test_a_void_attempt_keeps_everything_and_counts_nowhere(attempt, staff):
    assert [void_attempt(attempt=attempt, reason="Two people wrote it", by=staff, now=LATER) for _ in range(2)] == [
        True,
        False,
    ]
    attempt.refresh_from_db()
    assert (attempt.voided_at, attempt.void_reason, attempt.responses.count()) == (LATER, "Two people wrote it", 2)
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["void"]


def test_the_page_of_an_attempt_explains_every_point(client, attempt, staff):
    page = client.get(reverse("assessments:attempt-review", args=[attempt.pk]))
    first, second = page.context["reviewed"].items
    assert (first.shown_answer, first.right, first.why) == (["True"], ["False"], "True or false, as in the key.")
    assert (second.shown_answer, second.why, second.points.is_waiting) == (
        [RIGHT["narrative"]],
        "People mark written answers.",
        True,
    )
    assert "Berta Diallo" in page.content.decode()


def test_points_are_set_on_the_page(client, attempt, staff):
    override = reverse("assessments:attempt-override", args=[attempt.pk])
    page = reverse("assessments:attempt-review", args=[attempt.pk])
    for points, reason in (("2", "Why"), ("-1", "Why"), ("", "Why"), ("1", ""), ("x", "Why"), ("0.0001", "Why")):
        refused = client.post(override, {"position": 1, "points": points, "reason": reason})
        assert refused.status_code == 422
        assert "There is a problem" in refused.content.decode()
    for _ in range(2):
        done = client.post(override, {"position": 1, "points": "0.5", "reason": "Half of it"})
        assert done.url == f"{page}#item-1"
    assert list(Override.objects.values_list("position", "points", "by")) == [(1, Decimal("0.5"), staff.pk)]
    for position in ("9", "", "x"):
        assert client.post(override, {"position": position, "points": "1", "reason": "x"}).status_code == 404


def test_an_attempt_is_voided_on_the_page(client, attempt, staff):
    void = reverse("assessments:attempt-void", args=[attempt.pk])
    assert client.post(void, {"void_reason": " "}).status_code == 422
    for _ in range(2):
        assert client.post(void, {"void_reason": "A test run"}).status_code == 302
    text = client.get(reverse("assessments:attempt-review", args=[attempt.pk])).content.decode()
    assert "This attempt is void." in text
    assert "Set the points" not in text


def test_the_list_shows_every_attempt(client, sitting, attempt, staff):
    AttemptFactory(sitting=sitting)
    submit(sitting, True, None, voided_at=NOW)
    lines = client.get(reverse("assessments:attempts", args=[sitting.pk])).context["lines"]
    assert sorted((line.points is None, line.attempt.voided_at is None) for line in lines) == [
        (False, False),
        (False, True),
        (True, True),
    ]


@pytest.mark.parametrize("position", ["99", "x", "", "9" * 5000, "²"])
def test_a_question_that_is_not_there_has_no_points(client, attempt, staff, position):
    page = reverse("assessments:attempt-override", args=[attempt.pk])
    assert client.post(page, {"position": position, "points": "1", "reason": "x"}).status_code == 404


def test_a_question_out_of_the_total_has_no_points_to_set(client, sitting, attempt, staff):
    run = RegradeRun.objects.create(version=version_of(sitting), policy="drop", reason="x", by=staff, at=NOW)
    score = attempt.scores.get(position=0)
    score.pk, score.points, score.regrade = None, None, run
    score.save(force_insert=True)
    page = reverse("assessments:attempt-override", args=[attempt.pk])
    assert client.post(page, {"position": 0, "points": "1", "reason": "x"}).status_code == 404
    shown = client.get(reverse("assessments:attempt-review", args=[attempt.pk])).content.decode()
    assert shown.count("Set the points by hand") == sitting.form_a.items.count() - 1


def test_the_pages_are_for_those_who_teach(client, sitting, attempt):
    row = late(attempt, answer=False)
    get = [
        reverse("assessments:attempts", args=[sitting.pk]),
        reverse("assessments:late", args=[sitting.pk]),
        reverse("assessments:attempt-review", args=[attempt.pk]),
    ]
    post = [
        reverse("assessments:late-decide", args=[sitting.pk, row.pk]),
        reverse("assessments:attempt-override", args=[attempt.pk]),
        reverse("assessments:attempt-void", args=[attempt.pk]),
    ]
    sent = {"decision": "accept", "position": 0, "points": "1", "reason": "x", "void_reason": "x"}
    assert [client.get(page).status_code for page in get] == [302] * 3
    assert [client.post(page, sent).status_code for page in post] == [302] * 3
    other = make_sitting("true-false")
    for user in (attempt.enrolment.user, teacher(other)):
        client.force_login(user)
        assert [client.get(page).status_code for page in get] == [404] * 3
        assert [client.post(page, sent).status_code for page in post] == [404] * 3
    assert client.post(reverse("assessments:late-decide", args=[other.pk, row.pk]), sent).status_code == 404
    assert AuditRow.objects.count() == 0


@pytest.mark.parametrize(("name", "n"), [("attempts", 8), ("late", 6)])
def test_the_number_of_queries_does_not_grow(client, sitting, attempt, staff, name, n, django_assert_num_queries):
    late(attempt, answer=False)
    page = reverse(f"assessments:{name}", args=[sitting.pk])
    client.get(page)
    for _ in range(2):
        with django_assert_num_queries(n):
            client.get(page)
        for _ in range(15):
            late(submit(sitting, True, RIGHT["narrative"]), answer=False)


@pytest.mark.parametrize("n_items", [3, 30])
def test_an_attempt_is_explained_in_a_constant_number_of_queries(client, n_items, django_assert_num_queries):
    sitting = make_sitting(*["true-false", "blanks", "narrative"] * (n_items // 3))
    user = teacher(sitting)
    client.force_login(user)
    attempt = submit(sitting, *[False, {"team": "UNCT"}, "They have a stake."] * (n_items // 3))
    for position in range(n_items):
        decision = {"position": position, "points": Decimal(1), "reason": "x"}
        override_points(attempt=attempt, by=user, now=NOW, **decision)
    page = reverse("assessments:attempt-review", args=[attempt.pk])
    client.get(page)
    with django_assert_num_queries(14):
        text = client.get(page).content.decode()
    names = [item.version.question.name for item in sitting.form_a.items.select_related("version__question")]
    assert [name for name in names if f'<span class="muted">{name}</span>' not in text] == []
    assert text.count("set the points by hand") == text.count(": set the points by hand") == n_items
    assert f"{names[-1]}: set the points by hand" in text
