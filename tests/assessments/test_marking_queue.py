"""What waits for markers: blind, in an order that says nothing, and once each."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.marking import PartMark, claim_answer, plan_second_marks, save_marks, undo_marks
from assessments.actions.scoring import score_attempt
from assessments.blinding import answer_token, is_in_sample, shown_code
from assessments.models import Attempt, FormItem, MarkingClaim, Override
from assessments.reports.desk import initials, open_desk
from assessments.reports.mark_card import Stretch, mark_card, stretches
from assessments.reports.marking import Lane, marking_queues
from tests.assessments.factories import SAMPLES, AttemptFactory, FormFactory, KeyRevisionFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, version_of
from tests.factories import NOW, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
WRITTEN = RIGHT["narrative"]


def give(attempt, points, *, marker, position=0, seen=0, is_final=True, key_points=(), suggested=(), part="", now=NOW):
    """Mark an answer of one part."""
    mark = PartMark(part, Decimal(points), list(key_points), list(suggested), [], "")
    return save_marks(
        attempt=attempt, position=position, parts=[mark], marker=marker, seen=seen, is_final=is_final, now=now
    )


def queue_of(sitting):
    (queue,) = marking_queues(sitting)
    return queue


def build_sitting():
    return make_sitting("true-false", "narrative")


world_once, sitting = built_once(build_sitting)


def codes(answers):
    return {answer.attempt_id for answer in answers}


def test_only_written_answers_wait(sitting):
    waiting = submit(sitting, False, WRITTEN)
    submit(sitting, False, None)
    submit(sitting, False, "   ")
    voided = submit(sitting, False, WRITTEN)
    Attempt.objects.filter(pk=voided.pk).update(voided_at=NOW)
    AttemptFactory(sitting=sitting)
    overridden = submit(sitting, True, WRITTEN)
    Override.objects.create(
        attempt=overridden, position=1, points=1, reason="Seen in class", by=teacher(sitting), at=NOW
    )
    queue = queue_of(sitting)
    assert (queue.version, codes(queue.answers), queue.n_waiting) == (version_of(sitting, 1), {waiting.pk}, 1)


def test_a_question_on_both_forms_has_one_queue(sitting):
    other = FormFactory(lesson=sitting.form_a.lesson, types=["check-one"])
    FormItem.objects.create(form=other, position=1, version=version_of(sitting, 1), points=3)
    sitting.form_b = other
    sitting.save()
    one, two = submit(sitting, False, WRITTEN), submit(sitting, "a", WRITTEN, form=other)
    assert {(each.attempt_id, each.item.points) for each in queue_of(sitting).answers} == {(one.pk, 1), (two.pk, 3)}


def test_the_order_is_stable_and_not_that_of_people(sitting):
    attempts = [submit(sitting, False, WRITTEN) for _ in range(12)]
    order = [answer.attempt_id for answer in queue_of(sitting).answers]
    assert order == [answer.attempt_id for answer in queue_of(sitting).answers]
    assert order != sorted(order)
    assert order != sorted(order, reverse=True)
    assert sorted(order) == [attempt.pk for attempt in attempts]


def test_a_learner_has_another_code_and_place_in_each_question():
    tokens = {version: [answer_token(attempt=each, version=version) for each in range(40)] for version in (1, 2)}
    assert set(tokens[1]).isdisjoint(tokens[2])
    ranks = {version: sorted(range(40), key=each.__getitem__) for version, each in tokens.items()}
    assert ranks[1] != ranks[2]
    assert {len(shown_code(token)) for token in tokens[1]} == {len("M-7KQ4")}


def test_the_sample_is_stable_and_grows():
    chosen = {
        percent: {each for each in range(1000) if is_in_sample(attempt=each, version=1, percent=percent)}
        for percent in (0, 20, 50, 100)
    }
    assert chosen[0] < chosen[20] < chosen[50] < chosen[100] == set(range(1000))
    assert len(chosen[0]) == 0
    assert 150 < len(chosen[20]) < 250


def test_a_mark_takes_the_answer_out_and_undoing_brings_it_back(sitting):
    attempt, marker = submit(sitting, False, WRITTEN), teacher(sitting)
    (mark,) = give(attempt, 1, marker=marker, position=1)
    assert (queue_of(sitting).n_waiting, queue_of(sitting).n_marked) == (0, 1)
    assert undo_marks(mark=mark, marker=marker, now=NOW)
    assert (queue_of(sitting).n_waiting, queue_of(sitting).n_marked) == (1, 0)


def test_a_second_opinion_is_wanted_from_somebody_else(sitting):
    attempt, first, second = submit(sitting, False, WRITTEN), teacher(sitting), teacher(sitting)
    plan_second_marks(sitting=sitting, percent=100, by=first, now=NOW)
    (answer,) = queue_of(sitting).answers
    assert (answer.lane_for(first), answer.lane_for(second)) == (Lane.FIRST, Lane.FIRST)
    give(attempt, 1, marker=first, position=1)
    (answer,) = queue_of(sitting).answers
    assert (answer.lane_for(first), answer.lane_for(second)) == (None, Lane.SECOND)
    give(attempt, 0, marker=second, position=1, is_final=False)
    (answer,) = queue_of(sitting).answers
    assert (answer.lane_for(first), answer.lane_for(second), answer.pair) == (None, None, (1, 0))
    queue = queue_of(sitting)
    assert (queue.exact_percent, queue.kappa, queue.differing) == (0, 0, [answer])


def test_without_a_sample_nobody_marks_twice(sitting):
    attempt, first, second = submit(sitting, False, WRITTEN), teacher(sitting), teacher(sitting)
    give(attempt, 1, marker=first, position=1)
    (answer,) = queue_of(sitting).answers
    assert (answer.lane_for(second), queue_of(sitting).exact_percent, queue_of(sitting).kappa) == (None, None, None)


def test_highlights_are_compared_with_decisions(sitting):
    marker = teacher(sitting)
    for suggested, ticked in [(["stake"], ["stake"]), (["stake"], ["other"]), ([], ["stake"])]:
        attempt = submit(sitting, False, WRITTEN)
        give(attempt, 1, marker=marker, position=1, suggested=suggested, key_points=ticked)
    assert (queue_of(sitting).n_highlights_right, queue_of(sitting).n_highlights) == (1, 2)


def test_points_without_key_points_say_nothing_about_highlights(sitting):
    give(submit(sitting, False, WRITTEN), 1, marker=teacher(sitting), position=1, suggested=["stake"], key_points=[])
    assert (queue_of(sitting).n_highlights_right, queue_of(sitting).n_highlights) == (0, 0)


def desk_of(sitting, marker, now=NOW):
    return open_desk(sitting, version_of(sitting, 1).pk, marker, now)


def test_the_next_answer_goes_round_and_leaves_out_what_others_hold(sitting):
    attempts = {attempt.pk: attempt for attempt in [submit(sitting, False, WRITTEN) for _ in range(3)]}
    one, other = teacher(sitting), teacher(sitting)
    first, second, third = queue_of(sitting).answers
    desk = desk_of(sitting, one)
    assert [desk.next_after(token) for token in ("", first.token, third.token)] == [first, second, first]
    claim_answer(attempt=attempts[first.attempt_id], position=1, marker=other, now=NOW)
    desk = desk_of(sitting, one)
    assert [desk.next_after(token) for token in ("", third.token)] == [second, second]
    assert desk.claim_on(first).marker == other
    assert desk_of(sitting, other).next_after("") == first
    assert desk_of(sitting, one, NOW.replace(hour=11)).next_after("") == first


def test_a_claim_is_renewed_by_its_holder_and_taken_over_when_it_lapses(sitting):
    attempt, one, other = submit(sitting, False, WRITTEN), teacher(sitting), teacher(sitting)
    claim = {"attempt": attempt, "position": 1}
    assert claim_answer(**claim, marker=one, now=NOW).marker == one
    later = NOW.replace(minute=34)
    assert claim_answer(**claim, marker=other, now=later).marker == one
    assert claim_answer(**claim, marker=one, now=later).since == NOW
    assert claim_answer(**claim, marker=other, now=NOW.replace(minute=38)).marker == one
    taken = claim_answer(**claim, marker=other, now=NOW.replace(minute=39))
    assert (taken.marker, taken.since, MarkingClaim.objects.count()) == (other, NOW.replace(minute=39), 1)


def test_a_card_holds_key_points_scaled_to_the_form_and_highlights(sitting):
    FormItem.objects.filter(form=sitting.form_a, position=1).update(points=3)
    submit(sitting, False, WRITTEN)
    (answer,) = queue_of(sitting).answers
    card = mark_card(answer, sitting.form_a.lesson)
    (part,) = card.parts
    assert [(each.id, each.worth) for each in part.key_points] == [("stake", 3)]
    assert (part.id, part.max_points, part.suggested, part.is_empty) == ("", 3, ["stake"], False)
    (text,) = card.texts
    assert text.stretches == [Stretch("They have a "), Stretch("stake", (1,)), Stretch(" in it.")]


def test_key_points_that_add_up_to_more_than_the_question_are_capped_on_key_and_card(client):
    sitting = make_sitting("narrative")
    version, key = version_of(sitting), SAMPLES["narrative"][2]
    key_points = [{**key["key_points"][0], "id": each} for each in ("one", "two", "three")]
    type(version).objects.filter(pk=version.pk).update(points=2)
    FormItem.objects.update(points=3)
    submit(sitting, WRITTEN)
    client.force_login(teacher(sitting))
    pages = (
        (reverse("assessments:paper-key", args=[sitting.pk]), "<b>At most 3</b>"),
        (reverse("assessments:mark", args=[sitting.pk, version.pk]), "(at most 3)"),
    )
    for number, points in enumerate((key_points, key_points[:2]), 2):
        KeyRevisionFactory(version=version, number=number, key={**key, "key_points": points})
        texts = [client.get(page).content.decode() for page, _said in pages]
        assert [said in text for text, (_page, said) in zip(texts, pages, strict=True)] == [len(points) > 2] * 2
        assert texts[0].count('They have most at stake <span class="muted small">(1.5)</span>') == len(points)


def test_parts_are_marked_apart():
    sitting = make_sitting("narrative")
    version = version_of(sitting)
    points = SAMPLES["narrative"][2]["key_points"]
    parts = [{"id": each, "prompt": f"The {each} side?", "points": "1"} for each in ("good", "bad")]
    type(version).objects.filter(pk=version.pk).update(content={"parts": parts}, points=2)
    key = {**SAMPLES["narrative"][2], "key_points": [], "parts": {"good": points, "bad": points}}
    KeyRevisionFactory(version=version, number=2, key=key)
    attempt = AttemptFactory(sitting=sitting)
    attempt.responses.create(
        position=0, answer={"good": "A stake.", "bad": " "}, sequence=1, event="0" * 32, saved_at=NOW
    )
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=NOW)
    score_attempt(attempt=attempt, now=NOW)
    (answer,) = queue_of(sitting).answers
    card = mark_card(answer, sitting.form_a.lesson)
    assert [(part.id, part.prompt, part.suggested, part.is_empty) for part in card.parts] == [
        ("good", "The good side?", ["stake"], False),
        ("bad", "The bad side?", [], True),
    ]
    assert [text.prompt for text in card.texts] == ["The good side?", "The bad side?"]
    assert [text.stretches for text in card.texts] == [
        [Stretch("A "), Stretch("stake", (1,)), Stretch(".")],
        [],
    ]
    give(attempt, 1, marker=UserFactory(), part="good")
    assert queue_of(sitting).n_waiting == 1


@pytest.mark.parametrize(
    ("highlights", "expected"),
    [
        ([], [Stretch("one two three")]),
        ([("a", 0, 3)], [Stretch("one", (1,)), Stretch(" two three")]),
        ([("a", 8, 13), ("b", 4, 7)], [Stretch("one "), Stretch("two", (2,)), Stretch(" "), Stretch("three", (1,))]),
        ([("a", 4, 7), ("b", 4, 7)], [Stretch("one "), Stretch("two", (1, 2)), Stretch(" three")]),
        ([("gone", 4, 7)], [Stretch("one two three")]),
    ],
)
def test_texts_are_cut_at_highlights(highlights, expected):
    rows = [{"key_point": point, "start": start, "end": end} for point, start, end in highlights]
    assert stretches("one two three", rows, {"a": 1, "b": 2}) == expected


def test_initials():
    assert [initials(name) for name in ("Amina Karimi", "ingrid", "Ana de la Cruz", "")] == [
        "A. K.",
        "I.",
        "A. D. L. C.",
        "",
    ]


def test_the_number_of_queries_does_not_grow(sitting):
    def n_queries():
        with CaptureQueriesContext(connection) as queries:
            mark_card(open_desk(sitting, version, marker, NOW).next_after(""), lesson)
        return len(queries)

    marker, version, lesson = teacher(sitting), version_of(sitting, 1).pk, sitting.form_a.lesson
    submit(sitting, False, WRITTEN)
    few = n_queries()
    for _ in range(15):
        give(submit(sitting, False, WRITTEN), 1, marker=marker, position=1)
        submit(sitting, False, WRITTEN)
    assert n_queries() == few == 9
