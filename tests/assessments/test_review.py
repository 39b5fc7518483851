"""Answers that the key does not know: gathered, ruled on for everybody, and taken back."""

from copy import deepcopy

import pytest
from django.template.loader import render_to_string

from assessments.access.marking import attempts_in_view
from assessments.actions.regrading import newest_revision, undo_regrade
from assessments.actions.reviewing import (
    DecidedMeanwhileError,
    Decision,
    RulingHasNoEffectError,
    close_answers,
    rule_answer,
)
from assessments.blinding import answer_token, shown_code
from assessments.key_edits import SHARED, form_of, same_form, with_answer, without_answer
from assessments.models import KeyRevision, Override, QuestionVersion, RegradeRun, Ruling, Score
from assessments.points import points_of
from assessments.reports.feedback import right_answers
from assessments.reports.paper import answer_key
from assessments.reports.review import Answer, Group, Waiting, review_queue
from assessments.scoring.values import Rule
from assessments.sheets import sheet_of
from courses.models import AuditRow
from tests.assessments.factories import KEY_TOKEN, SAMPLES, KeyRevisionFactory, SittingFactory, blank_key
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.factories import NOW, CohortFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
LATER = NOW.replace(hour=12)
RIGHT_FOR_ALL = Decision(Ruling.Verdict.ACCEPT)


def build_sitting():
    return make_sitting("blanks", "true-false")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def reviewer(sitting):
    return teacher(sitting)


def typed(sitting, text):
    return submit(sitting, {"team": text}, False)


def queue(sitting, user):
    return review_queue(sitting.form_a.lesson, attempts_in_view(user))


def groups(sitting, user):
    return [(group.text, group.n, group.can_be_ruled) for review in queue(sitting, user) for group in review.groups]


def rule(sitting, text, decision, by):
    return rule_answer(version=version_of(sitting), blank="team", text=text, decision=decision, by=by, now=LATER)


def test_identical_answers_stand_together_with_their_count(sitting, reviewer):
    for text in ("The blue helpers", "blue helpers!", "The blue  helpers", "Somebody", "UN Country Team", ""):
        typed(sitting, text)
    assert groups(sitting, reviewer) == [("The blue helpers", 3, True), ("Somebody", 1, True)]
    (review,) = queue(sitting, reviewer)
    assert (review.version, review.n_waiting, review.groups[0].reason) == (
        version_of(sitting),
        4,
        "The key does not know it yet.",
    )


def test_a_decision_on_what_was_decided_otherwise_meanwhile_is_refused(sitting, reviewer):
    typed(sitting, "Blue helpers")
    typed(sitting, "Somebody")
    seen = newest_revision(version_of(sitting)).key
    rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)

    def decide(text, verdict):
        what = {"version": version_of(sitting), "blank": "team", "decision": Decision(verdict)}
        return rule_answer(**what, text=text, by=reviewer, now=LATER, seen=seen)

    with pytest.raises(DecidedMeanwhileError):
        decide("Blue helpers", Ruling.Verdict.WRONG)
    assert decide("Blue helpers", Ruling.Verdict.ACCEPT) is None
    assert decide("Somebody", Ruling.Verdict.WRONG)


def test_why_an_answer_waits_is_said(sitting, reviewer):
    typed(sitting, "not the UN Country Team")
    typed(sitting, "UN Country Team or a general")
    reasons = {group.text: group.reason for review in queue(sitting, reviewer) for group in review.groups}
    assert reasons == {
        "not the UN Country Team": "It says what the answer is not.",
        "UN Country Team or a general": "It names more than was asked for, and not all of it is right.",
    }


def test_decided_and_voided_answers_and_written_ones_do_not_wait(reviewer, sitting):
    typed(sitting, "Somebody")
    decided = typed(sitting, "Nobody")
    Override.objects.create(attempt=decided, position=0, points=1, reason="x", by=reviewer, at=NOW)
    submit(sitting, {"team": "Void"}, False, voided_at=NOW)
    written = make_sitting("narrative", cohort=sitting.cohort)
    submit(written, RIGHT["narrative"])
    assert groups(sitting, reviewer) == [("Somebody", 1, True)]
    assert groups(written, reviewer) == []


def test_answers_of_other_cohorts_are_not_shown_but_ruled_on_too(sitting, reviewer):
    elsewhere = SittingFactory(form_a=sitting.form_a, cohort=CohortFactory(course=sitting.cohort.course))
    here, there = typed(sitting, "Blue helpers"), typed(elsewhere, "blue helpers")
    assert groups(sitting, reviewer) == [("Blue helpers", 1, True)]
    rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)
    assert (total(here), total(there)) == (2, 2)


DECISIONS = [
    (RIGHT_FOR_ALL, "correct", 2, "“Blue helpers” counts as right."),
    (Decision(Ruling.Verdict.PARTIAL, "1/4", "Close."), "partial", "1.25", "“Blue helpers” counts as partly right."),
    (
        Decision(Ruling.Verdict.WRONG, "", "Those are soldiers.", "soldiers"),
        "wrong",
        1,
        "“Blue helpers” does not count as right.",
    ),
]


@pytest.mark.parametrize(("decision", "verdict", "points", "reason"), DECISIONS)
def test_a_ruling_serves_everybody_and_can_be_taken_back(sitting, reviewer, decision, verdict, points, reason):
    attempts = [typed(sitting, text) for text in ("Blue helpers", "the blue helpers", "UN Country Team", "Else")]
    before = [total(attempt) for attempt in attempts]
    run = rule(sitting, "Blue helpers", decision, reviewer)
    assert [total(attempt) for attempt in attempts] == [float(points), float(points), 2, 1]
    ruled = Score.objects.in_force().get(attempt=attempts[0], position=0)
    feedback = [decision.feedback] if decision.feedback else []
    misconceptions = [decision.misconception] if decision.misconception else []
    assert (ruled.verdict, ruled.detail["feedback"], ruled.detail["misconceptions"]) == (
        verdict,
        feedback,
        misconceptions,
    )
    assert (run.reason, run.revision.reason) == (reason, f"{reason} ({reviewer})")
    assert run.scores.count() == 2
    assert groups(sitting, reviewer) == [("Else", 1, True)]
    assert Ruling.objects.values("answer", "verdict", "by", "revision").get() == {
        "answer": "Blue helpers",
        "verdict": decision.verdict,
        "by": reviewer.pk,
        "revision": run.revision.pk,
    }
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["rule on answer", "regrade"]

    undo_regrade(run=run, by=reviewer, now=LATER)
    assert [total(attempt) for attempt in attempts] == before
    assert groups(sitting, reviewer) == [("Blue helpers", 2, True), ("Else", 1, True)]
    typed(sitting, "Blue helpers")
    assert groups(sitting, reviewer)[0] == ("Blue helpers", 3, True)


def test_who_answers_the_same_later_is_scored_by_the_ruling(sitting, reviewer):
    typed(sitting, "Blue helpers")
    rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)
    assert total(typed(sitting, "BLUE HELPERS")) == 2


def test_one_word_in_two_blanks_is_one_answer_to_decide_on(sitting):
    item = sheet_of(sitting.form_a)[0]
    waiting = [
        Waiting(Answer(item, place, {}, Rule.UNRECOGNISED), "team", "x", "", (), can_be_ruled=True)
        for place in [(1, 0), (1, 0), (2, 0)]
    ]
    group = Group("id", "team", "x", waiting, ())
    assert ([each.answer.place for each in group.first_waiting], group.n, group.n_further) == ([(1, 0), (2, 0)], 2, 0)


def test_what_counts_by_a_ruling_is_no_model_answer(sitting, reviewer):
    attempt = typed(sitting, "The blue helpers")
    rule(sitting, "The blue helpers", RIGHT_FOR_ALL, reviewer)
    assert total(attempt) == 2
    item, key = sheet_of(sitting.form_a)[0], newest_revision(version_of(sitting)).key
    assert right_answers(item, key) == [f"UN Country Team / {KEY_TOKEN}"]
    (_question, entry), *_more = answer_key(sitting)[0][1]
    assert "<b>The blue helpers</b>" not in render_to_string("assessments/paper_key_entry.html", {"entry": entry})


def test_the_same_ruling_again_changes_nothing(sitting, reviewer):
    typed(sitting, "Blue helpers")
    assert rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)
    assert rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer) is None
    assert (Ruling.objects.count(), RegradeRun.objects.count()) == (1, 1)


def test_a_second_ruling_on_the_same_answer_replaces_the_first(sitting, reviewer):
    attempt = typed(sitting, "Blue helpers")
    rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)
    rule(sitting, "blue helpers", Decision(Ruling.Verdict.WRONG), reviewer)
    assert total(attempt) == 1
    key = version_of(sitting).key_revisions.latest("number").key["blanks"]["team"]
    assert ([each["text"] for each in key["wrong"]], [each["text"] for each in key["accept"]]) == (
        ["blue helpers"],
        ["UN Country Team", "TOKEN-ANSWER"],
    )


def test_the_rest_is_wrong_and_a_later_ruling_can_still_accept(sitting, reviewer):
    one, other, right = typed(sitting, "Somebody"), typed(sitting, "Nobody"), typed(sitting, "UN Country Team")
    (review,) = queue(sitting, reviewer)
    run = close_answers(version=review.version, places=review.places, by=reviewer, now=LATER)
    assert groups(sitting, reviewer) == []
    assert not points_of([one])[one.pk].is_provisional
    rule(sitting, "Somebody", RIGHT_FOR_ALL, reviewer)
    assert [total(each) for each in (one, other, right)] == [2, 1, 2]
    assert groups(sitting, reviewer) == []
    undo_regrade(run=RegradeRun.objects.latest("pk"), by=reviewer, now=LATER)
    undo_regrade(run=run, by=reviewer, now=LATER)
    assert groups(sitting, reviewer) == [("Nobody", 1, True), ("Somebody", 1, True)]


def test_closing_keeps_what_the_rest_of_the_item_earned(reviewer):
    sitting = make_sitting("blanks")
    version = version_of(sitting)
    content = {"order": "any", "blanks": ["one", "two"]}
    QuestionVersion.objects.filter(pk=version.pk).update(content=content, stem="Both {{one}} and {{two}}.")
    shared = blank_key("World Bank", "International Monetary Fund")
    KeyRevisionFactory(version=version, number=2, key={"shared": shared, "blanks": {}, "feedback": ""})
    attempt = submit(sitting, {"one": "World Bank", "two": "A savings club"})
    user = teacher(sitting)
    (review,) = queue(sitting, user)
    assert [(group.blank, group.text) for group in review.groups] == [(SHARED, "A savings club")]
    close_answers(version=review.version, places=review.places, by=user, now=LATER)
    assert total(attempt) == 0.5
    assert Score.objects.in_force().get().verdict == "partial"
    assert close_answers(version=review.version, places=review.places, by=user, now=LATER) is None


QUOTA = {
    "places": [{"id": "type", "label": "Types", "need": 2}],
    "entries": [{"text": "Ministries", "also": [], "feedback": None, "fills": "type", "alone": None}],
}


def test_unknown_answers_of_a_quota_are_ruled_on_one_by_one():
    sitting = make_sitting("blanks")
    key = {"shared": None, "blanks": {"team": {**blank_key(), "quota": QUOTA}}, "feedback": ""}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    attempt, user = submit(sitting, {"team": "Ministries, village elders, footballers"}), teacher(sitting)
    assert groups(sitting, user) == [("footballer", 1, True), ("village elder", 1, True)]
    (review,) = queue(sitting, user)
    assert review.groups[0].fills == [("type", "Types")]
    rule(sitting, "footballer", Decision(Ruling.Verdict.WRONG), user)
    rule(sitting, "village elder", Decision(Ruling.Verdict.ACCEPT, fills="type"), user)
    assert (groups(sitting, user), total(attempt)) == ([], 0.5)


def left_by_another_engine(attempt):
    """Let the first item of ``attempt`` wait, as an older engine left it."""
    matched = [{"place": "team", "typed": "x", "form": "", "verdict": "review", "rule": Rule.UNRECOGNISED}]
    old = {"verdict": "review", "rule": Rule.UNRECOGNISED, "share": "0/1", "points": 0, "engine_version": "3"}
    Score.objects.filter(attempt=attempt, position=0).update(**old, detail={"matched": matched})
    return attempt


def test_what_an_older_engine_left_to_a_person_can_be_ruled_on(sitting, reviewer):
    attempt = left_by_another_engine(typed(sitting, "UN Contry Team"))
    assert groups(sitting, reviewer) == [("UN Contry Team", 1, True)]
    assert queue(sitting, reviewer)[0].groups[0].reason == "The key does not know it yet."
    rule(sitting, "UN Contry Team", Decision(Ruling.Verdict.WRONG), reviewer)
    assert (groups(sitting, reviewer), total(attempt)) == ([], 1)


def test_a_ruling_leaves_alone_what_only_a_newer_engine_says_otherwise(sitting, reviewer):
    waiting = left_by_another_engine(typed(sitting, "UN Contry Team"))
    ruled = left_by_another_engine(typed(sitting, "Blue helpers"))
    run = rule(sitting, "Blue helpers", RIGHT_FOR_ALL, reviewer)
    assert [(row.attempt, row.verdict) for row in run.scores.all()] == [(ruled, "correct")]
    assert groups(sitting, reviewer) == [("UN Contry Team", 1, True)]
    assert points_of([waiting])[waiting.pk].is_provisional


def test_only_the_blank_that_an_older_engine_left_waits(reviewer):
    sitting = make_sitting("blanks")
    version = version_of(sitting)
    content = {"order": "fixed", "blanks": ["one", "team"]}
    QuestionVersion.objects.filter(pk=version.pk).update(content=content, stem="Both {{one}} and {{team}}.")
    keys = {"one": blank_key("World Bank"), "team": blank_key("UN Country Team")}
    KeyRevisionFactory(version=version, number=2, key={"shared": None, "blanks": keys, "feedback": ""})
    left_by_another_engine(submit(sitting, {"one": "World Bank", "team": "UN Contry Team"}))
    (review,) = queue(sitting, teacher(sitting))
    assert [(group.blank, group.text, group.can_be_ruled) for group in review.groups] == [
        ("team", "UN Contry Team", True)
    ]


def test_what_the_key_cannot_settle_is_refused(sitting, reviewer):
    with pytest.raises(RulingHasNoEffectError):
        rule(sitting, "  ", RIGHT_FOR_ALL, reviewer)
    assert (KeyRevision.objects.count(), RegradeRun.objects.count()) == (2, 0)


def test_the_number_of_queries_does_not_grow(sitting, reviewer, django_assert_num_queries):
    typed(sitting, "Somebody")
    lesson, attempts = sitting.form_a.lesson, attempts_in_view(reviewer)
    review_queue(lesson, attempts)
    with django_assert_num_queries(7):
        review_queue(lesson, attempts)
    for number in range(20):
        typed(sitting, f"Somebody {'x' * number}")
    with django_assert_num_queries(7):
        review_queue(lesson, attempts)


KEY = SAMPLES["blanks"][2]


def test_keys_are_changed_in_copies():
    before = deepcopy(KEY)
    row = {"text": "Blue helpers", "also": [], "feedback": None}
    with_answer(KEY, blank="team", kind="accept", row=row)
    without_answer(KEY, blank="team", text="UN Country Team")
    assert before == KEY


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("un country team", [("UNCT", ["Country Team"])]),
        ("UNCT", [("UN Country Team", ["Country Team"])]),
        ("Other", [("UN Country Team", ["UNCT", "Country Team"])]),
    ],
)
def test_taking_one_spelling_out_leaves_the_others(text, left):
    key = {"shared": None, "blanks": {"team": blank_key()}}
    key["blanks"]["team"]["accept"] = [{"text": "UN Country Team", "also": ["UNCT", "Country Team"]}]
    rows = without_answer(key, blank="team", text=text)["blanks"]["team"]["accept"]
    assert [(row["text"], row["also"]) for row in rows] == left


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("The Blue Helpers!", "blue helper", True),
        ("N.G.O.s", "NGO", True),
        ("programme", "program", True),
        ("national", "international", False),
    ],
)
def test_forms_are_compared_as_the_engine_does(first, second, expected):
    assert (same_form(first, second), form_of(first) == form_of(second)) == (expected, expected)


def test_codes_in_the_review_are_those_of_the_version(sitting, reviewer):
    attempt = typed(sitting, "Somebody")
    (review,) = queue(sitting, reviewer)
    expected = shown_code(answer_token(attempt=attempt.pk, version=version_of(sitting).pk))
    assert [each.answer.code for each in review.groups[0].waiting] == [expected]
