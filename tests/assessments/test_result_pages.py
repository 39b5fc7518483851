"""What is released of a result, when, and how the page says it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions.attempts import save_answers
from assessments.answers import Event
from assessments.models import (
    Attempt,
    LateResponse,
    Mark,
    Override,
    Sitting,
)
from assessments.models.attempts import GRACE
from assessments.results import State
from tests.assessments.factories import (
    SAMPLES,
    AttemptFactory,
    FormFactory,
    SittingFactory,
)
from tests.assessments.takers import (
    EVERYTHING,
    NOTHING,
    POSITIONS,
    RIGHT,
    WRONG,
    by_kind,
    only,
    post_of,
    see,
    send,
    taken,
)
from tests.factories import NOW, EnrolmentFactory, OutcomeFactory, SlideFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
AT_ONCE, NEVER, BY_HAND = Sitting.Release.AT_ONCE, Sitting.Release.NEVER, Sitting.Release.BY_HAND


@pytest.fixture
def pre():
    return SittingFactory(**EVERYTHING | {"label": "Before"})


@pytest.mark.parametrize(
    ("rules", "closes_in", "released_in", "expected"),
    [
        (dict.fromkeys(EVERYTHING, NEVER), None, None, False),
        (dict.fromkeys(EVERYTHING, NEVER), 1, 1, False),
        (dict.fromkeys(EVERYTHING, Sitting.Release.AFTER_CLOSE), None, None, False),
        (dict.fromkeys(EVERYTHING, Sitting.Release.AFTER_CLOSE), 3, None, False),
        (dict.fromkeys(EVERYTHING, Sitting.Release.AFTER_CLOSE), 2, None, True),
        (dict.fromkeys(EVERYTHING, BY_HAND), 1, None, False),
        (dict.fromkeys(EVERYTHING, BY_HAND), None, 3, False),
        (dict.fromkeys(EVERYTHING, BY_HAND), None, 2, True),
    ],
)
def test_the_moment_of_looking_decides(rules, closes_in, released_in, expected):
    hours = [hours and NOW + timedelta(hours=hours) for hours in (closes_in, released_in)]
    attempt = taken(SittingFactory(**rules, closes_at=hours[0], released_at=hours[1]), RIGHT)
    assert (see(attempt, NOW + timedelta(hours=2)).released is not None) == expected


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("release_score", {"state"}), ("release_answers", {"right", "model_answer"}), ("release_feedback", {"feedback"})],
)
def test_each_rule_shows_its_own_part(rule, shown):
    attempt = taken(SittingFactory(**NOTHING | {rule: AT_ONCE}), WRONG)
    released = see(attempt).released
    kinds = ("state", "right", "model_answer", "feedback")
    seen = {kind for answered in released.answers for kind in kinds if getattr(answered, kind)}
    assert seen == shown
    assert (released.score is not None) == (rule == "release_score")


def test_whether_an_answer_is_right_waits_for_the_right_answers():
    """Of a true/false question it is the key; so is the reason of a ruling."""
    sitting = SittingFactory(**NOTHING | {"release_score": AT_ONCE})
    attempt = taken(sitting, {"true-false": True, "check-one": "a", "check-all": ["a"], "narrative": "So."})
    Override.objects.create(
        attempt=attempt, position=1, points=1, reason="“True” counts as right.", by=UserFactory(), at=NOW
    )

    def seen():
        return {kind: (each.state, each.points, each.reasons) for kind, each in by_kind(see(attempt)).items()}

    assert seen() == {
        "blanks": (State.UNANSWERED, None, ()),
        "true-false": (None, None, ()),
        "check-one": (None, None, ()),
        "check-all": (None, None, ()),
        "narrative": (State.WAITING, None, ()),
    }
    Sitting.objects.update(release_answers=AT_ONCE)
    assert seen() == {
        "blanks": (State.UNANSWERED, 0, ()),
        "true-false": (State.RIGHT, 1, ["“True” counts as right."]),
        "check-one": (State.RIGHT, 1, ()),
        "check-all": (State.PARTLY, Decimal("0.5"), ()),
        "narrative": (State.WAITING, None, ()),
    }


def test_a_void_attempt_shows_nothing_but_why():
    attempt = taken(SittingFactory(**EVERYTHING), RIGHT)
    Attempt.objects.update(voided_at=NOW, void_reason="Somebody else's phone.")
    result = see(attempt)
    assert (result.is_void, result.void_reason, result.released) == (True, "Somebody else's phone.", None)


def test_late_answers_that_wait_are_counted():
    attempt = taken(SittingFactory(), RIGHT)
    save_answers(attempts=only(attempt), events=[Event(attempt.device_key, 1, 99, True)], now=NOW)
    assert (see(attempt).n_late, see(attempt).n_after_sending) == (0, 1)
    Sitting.objects.update(opens_at=None, closes_at=NOW - 2 * GRACE)
    attempt = Attempt.objects.get()
    assert (see(attempt).n_late, see(attempt).n_after_sending) == (1, 0)
    LateResponse.objects.update(is_accepted=False)
    assert (see(attempt).n_late, see(attempt).n_after_sending) == (0, 0)


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "closes_in", "sent_in", "rang_in"),
    [
        (20, None, timedelta(minutes=20), 20),
        (20, 10, 10 * MINUTE + GRACE, 10),  # the quiz closes before the minutes are over
        (20, None, 20 * MINUTE - timedelta(milliseconds=1), None),
        (None, None, 20 * MINUTE, None),
        (20, None, 21 * MINUTE, None),  # closed by the server
    ],
)
def test_a_result_sent_at_the_bell_says_when_the_time_ended(client, minutes, closes_in, sent_in, rang_in):
    closes_at = closes_in and NOW + closes_in * MINUTE
    deadline = minutes and NOW + minutes * MINUTE
    attempt = AttemptFactory(sitting=SittingFactory(closes_at=closes_at), deadline=deadline)
    send(attempt, NOW + sent_in)
    assert see(attempt).rang_at == (rang_in and NOW + rang_in * MINUTE)
    said = re.findall(r"The time ended at ([0-9:]+)\. What you had written by then was sent\.", read(client, attempt))
    assert said == ([f"{timezone.localtime(NOW + rang_in * MINUTE):%H:%M}"] if rang_in else [])


def test_an_attempt_entered_from_paper_was_not_sent_at_a_bell():
    attempt = AttemptFactory(deadline=NOW, submitted_at=NOW, close_reason=Attempt.CloseReason.PAPER)
    assert attempt.rang_at is None


# --- pages --------------------------------------------------------------------------------------------


def read(client, attempt):
    client.force_login(attempt.enrolment.user)
    return client.get(f"/attempts/{attempt.pk}/result/").content.decode()


WHEN = {
    Sitting.Release.AFTER_CLOSE: "You find your points here when the quiz has closed.",
    BY_HAND: "You find your points here when your instructor releases them.",
    NEVER: "Points are not shown for this quiz.",
}


@pytest.mark.parametrize("rule", WHEN)
@pytest.mark.parametrize("kind", ["pre", "post"])
def test_before_the_release_the_page_says_thank_you_and_when(client, kind, rule):
    text = read(client, taken(SittingFactory(kind=kind, **dict.fromkeys(EVERYTHING, rule)), RIGHT))
    assert "Thank you. Your answers are in." in text
    assert ("Your instructor will use this to prepare the lesson." in text) == (kind == "pre")
    assert [words for words in WHEN.values() if words in text] == [WHEN[rule]]
    assert "Your answers</h2>" not in text


def test_the_finding_comes_first(client):
    attempt = taken(SittingFactory(**EVERYTHING), RIGHT)
    assert "<h1>You got 4 of 4 right so far</h1>" in read(client, attempt)
    Mark.objects.create(
        attempt=attempt, position=POSITIONS["narrative"], marker=UserFactory(), number=1, points=1, at=NOW
    )
    text = read(client, attempt)
    assert "<h1>You got 5 of 5 right</h1>" in text
    assert "Provisional" not in text


def test_only_written_answers_wait_for_their_first_mark(client):
    sitting = SittingFactory(form_a=FormFactory(types=["narrative"]), **EVERYTHING)
    attempt = AttemptFactory(sitting=sitting)
    save_answers(attempts=only(attempt), events=[Event(attempt.device_key, 0, 1, "Because.")], now=NOW)
    send(attempt)
    assert "Your answers are waiting to be marked" in read(client, attempt)


def test_the_slide_is_a_link_only_while_the_lessons_are_open(client):
    form = FormFactory()
    slide = SlideFactory(section__lesson=form.lesson, number=4)
    form.lesson.questions.update(slide=slide)
    attempt = taken(SittingFactory(form_a=form, **EVERYTHING), WRONG)
    address = f"/lessons/{form.lesson.slug}/slides/{slide.slug}/"
    assert re.search(rf'<a\s+href="{address}">\s*Read slide 4\s*</a>', read(client, attempt))
    attempt.sitting.cohort.is_study_open = False
    attempt.sitting.cohort.save()
    text = read(client, attempt)
    assert address not in text
    assert "See slide 4" in text


@pytest.mark.parametrize("n_types", [1, 10])
def test_the_page_costs_the_same_queries_for_any_number_of_questions(client, n_types, django_assert_num_queries):
    form = FormFactory(types=list(SAMPLES) * n_types)
    outcome = OutcomeFactory(lesson=form.lesson)
    for question in form.lesson.questions.all():
        question.outcome_links.create(outcome=outcome, position=0)
    pre = SittingFactory(form_a=form, **EVERYTHING)
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, RIGHT, seat)
    attempt = taken(post_of(pre), RIGHT, seat)
    client.force_login(seat.user)
    with django_assert_num_queries(18):
        assert client.get(f"/attempts/{attempt.pk}/result/").status_code == 200
