"""What a class answered: tables worked by hand, and what holds for any answers."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Item, make_vocabulary
from delivery.tally import Box, Change, Count, Tally, compare, compared, judge, misconceptions, size_of, tally
from tests.assessments.factories import SAMPLES, blank_key

WORDS = make_vocabulary(
    [
        ("UN Country Team", "UNCT", "United Nations Country Team"),
        ("International Committee of the Red Cross", "ICRC"),
        ("water, sanitation and hygiene", "WASH"),
    ]
)
ONE, ALL, TRUE = (SAMPLES[kind][1] for kind in ("check-one", "check-all", "true-false"))
FREE, SORTED = {"order": "fixed", "blanks": ["x"]}, {"order": "fixed", "blanks": ["x", "y"]}
ANY = {"order": "any", "blanks": ["x", "y"]}
PARTS = {"parts": [{"id": "why", "prompt": "Why?"}, {"id": "how", "prompt": "How?"}]}


def of(kind, content, answers, **more):
    return tally(kind, content, answers, vocabulary=WORDS, **more)


def counts(counted):
    return [(count.value, count.n, count.percent) for count in counted.options]


def texts(counted, box=0):
    return [(count.text, count.n) for count in counted.boxes[box].texts]


@pytest.mark.parametrize(
    ("kind", "content", "answers", "expected"),
    [
        ("check-one", ONE, ["a", "a", "b"], [("a", 2, 67), ("b", 1, 33)]),
        ("check-one", ONE, ["b"] * 4, [("a", 0, 0), ("b", 4, 100)]),
        ("true-false", TRUE, [True, False, False], [("true", 1, 33), ("false", 2, 67)]),
        ("check-all", ALL, [["a", "b"], ["a"], ["c"]], [("a", 2, 67), ("b", 1, 33), ("c", 1, 33), ("d", 0, 0)]),
    ],
)
def test_options_are_counted_in_their_order(kind, content, answers, expected):
    counted = of(kind, content, answers)
    assert (counted.n, counted.is_enough, counts(counted)) == (len(answers), True, expected)


@pytest.mark.parametrize("answers", [[], ["a"], ["a", "b"]])
def test_of_few_answers_only_the_number_is_told(answers):
    assert of("check-one", ONE, answers) == Tally(len(answers), is_enough=False)


def test_who_must_not_guard_anybody_sees_the_first_answer():
    assert counts(of("check-one", ONE, ["a"], least=1)) == [("a", 1, 100), ("b", 0, 0)]


def test_no_answer_is_never_enough():
    assert of("check-one", ONE, [], least=0) == Tally(0, is_enough=False)


@pytest.mark.parametrize(
    ("kind", "content", "answers", "hands", "n", "expected"),
    [
        ("check-one", ONE, [], {"a": 3, "b": 1}, 4, [("a", 3, 75), ("b", 1, 25)]),
        ("check-one", ONE, ["b"] * 4, {"a": 4}, 8, [("a", 4, 50), ("b", 4, 50)]),
        ("true-false", TRUE, [], {"true": 1}, 1, [("true", 1, 100), ("false", 0, 0)]),
        ("check-all", ALL, [], {"a": 4, "b": 2}, 4, [("a", 4, 100), ("b", 2, 50), ("c", 0, 0), ("d", 0, 0)]),
    ],
)
def test_hands_are_added(kind, content, answers, hands, n, expected):
    counted = of(kind, content, answers, hands=hands)
    assert (counted.n, counts(counted)) == (n, expected)


def test_hands_do_not_uncover_two_answers_from_devices():
    assert of("check-one", ONE, ["a", "b"], hands={"a": 9}) == Tally(11, is_enough=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UNCT", "the UN Country Team"),
        ("U.N.C.T.", "United Nations country team"),
        ("ICRC and UNCT", "the International Committee of the Red Cross & the UN Country Teams"),
        ("Non-state actor", "nonstate actors"),
        ("Organisation", " organizations "),
        ("?!", "?!"),
    ],
)
def test_texts_that_say_the_same_have_one_form(one, other):
    assert compared(one, WORDS) == compared(other, WORDS)


@pytest.mark.parametrize(("one", "other"), [("UNCT", "UN"), ("ICRC", "IFRC"), ("state", "non-state"), ("!", "?")])
def test_texts_that_say_something_else_stay_apart(one, other):
    assert compared(one, WORDS) != compared(other, WORDS)


def test_free_texts_are_merged_by_the_words_of_the_lesson():
    said = ["UNCT", "UN Country Team", "the UNCT", "ICRC", "  icrc ", "army"]
    counted = of("blanks", FREE, [{"x": text} for text in said])
    assert counted.boxes == (
        Box(
            "x",
            texts=(
                Count("uncountryteam", 3, 50, "UN Country Team", 5),
                Count("icrc", 2, 33, "ICRC", 3),
                Count("army", 1, 17, "army", 1),
            ),
            cloud=(
                Count("army", 1, 17, "army", 1),
                Count("icrc", 2, 33, "ICRC", 3),
                Count("uncountryteam", 3, 50, "UN Country Team", 5),
            ),
        ),
    )


def test_a_list_in_one_box_counts_each_and_a_comma_in_a_name_parts_nothing():
    said = ["UNDP, WFP; UNDP", "wfp", "Water, sanitation and hygiene"]
    assert texts(of("blanks", FREE, [{"x": text} for text in said])) == [
        ("WFP", 2),
        ("UNDP", 1),
        ("Water, sanitation and hygiene", 1),
    ]


def test_a_sentence_in_a_box_is_one_answer_whatever_its_commas():
    said = ["They stay, they know the place; it is theirs to decide on", "neighbours,\ntraders", "Traders"]
    assert texts(of("blanks", FREE, [{"x": text} for text in said])) == [
        ("Traders", 2),
        ("neighbours", 1),
        (said[0], 1),
    ]


def test_blanks_in_a_fixed_order_are_apart_and_those_in_any_order_together():
    answers = [{"x": "army", "y": "police"}, {"x": "police", "y": "army"}, {"x": "army", "y": ""}]
    fixed = of("blanks", SORTED, answers)
    assert [texts(fixed, box) for box in (0, 1)] == [[("army", 2), ("police", 1)], [("army", 1), ("police", 1)]]
    assert [box.part for box in fixed.boxes] == ["x", "y"]
    assert texts(of("blanks", ANY, answers)) == [("army", 3), ("police", 2)]


def test_a_written_answer_gives_words_and_names_without_what_holds_sentences_together():
    said = ["They have most at stake.", "The stake is theirs, and the UN Country Team stays", "UNCT stays on. Stake!"]
    (box,) = of("narrative", {"parts": []}, said).boxes
    assert [(word.text, word.n, word.size) for word in box.cloud] == [
        ("stake", 3, 5),
        ("stays", 2, 3),
        ("UN Country Team", 2, 3),
    ]
    assert sorted(text.text for text in box.texts) == sorted(said)


def test_each_part_of_a_written_answer_is_apart():
    answers = [{"why": "trust", "how": "talk"}, {"why": "trust", "how": ""}, {"why": "", "how": "listen"}]
    counted = of("narrative", PARTS, answers)
    assert [(box.part, [word.text for word in box.cloud]) for box in counted.boxes] == [
        ("why", ["trust"]),
        ("how", ["listen", "talk"]),
    ]


def test_a_hidden_text_is_in_neither_list_nor_cloud():
    answers = [{"x": text} for text in ("army", "rude", "Rude", "police")]
    (box,) = of("blanks", FREE, answers, hidden={compared("RUDE", WORDS)}).boxes
    assert [count.text for count in (*box.texts, *box.cloud)] == ["army", "police"] * 2
    (box,) = of(
        "narrative", {"parts": []}, ["a rude word", "fine", "good"], hidden={compared("a rude word", WORDS)}
    ).boxes
    assert [word.text for word in box.cloud] == ["fine", "good"]


@pytest.mark.parametrize(("n", "most", "size"), [(1, 1, 3), (1, 5, 1), (5, 5, 5), (3, 5, 3), (1, 2, 1), (2, 2, 5)])
def test_sizes(n, most, size):
    assert size_of(n, most) == size


def test_two_runs_compared():
    before, after = of("check-one", ONE, ["b", "b", "b", "a"]), of("check-one", ONE, ["a", "a", "a", "b"])
    changes = compare(before, after)
    assert changes == (Change("a", "", 25, 75), Change("b", "", 75, 25))
    assert [change.points for change in changes] == [50, -50]


def test_texts_of_two_runs_compared():
    before, after = (
        of("blanks", FREE, [{"x": text} for text in said]) for said in (["army"] * 3, ["UNCT", "UNCT", "army"])
    )
    assert compare(before, after) == (Change("uncountryteam", "UNCT", 0, 67), Change("army", "army", 100, 33))


def test_too_few_are_not_compared():
    enough, few = of("check-one", ONE, ["a"] * 3), of("check-one", ONE, ["a"] * 2)
    assert compare(enough, few) == compare(few, enough) == ()


def test_wrong_ideas_are_counted():
    key = blank_key("UN Country Team")
    key["wrong"] = [{"text": "ICRC", "also": [], "feedback": None, "misconception": "icrc-un"}]
    item = Item("blanks", "The {{x}} helps.", FREE, {"shared": None, "blanks": {"x": key}})
    judged = judge(item, [{"x": "ICRC"}, {"x": "UNCT"}, {"x": "icrc"}, {"x": "ICRC"}], WORDS)
    assert [str(each.verdict) for each in judged] == ["wrong", "correct", "wrong", "wrong"]
    assert misconceptions(judged) == {"icrc-un": 3}


def test_a_wrong_option_that_shows_a_wrong_idea_is_counted():
    key = {
        "options": {"a": {"credit": "1", "feedback": ""}, "b": {"credit": "0", "feedback": "", "misconception": "idea"}}
    }
    judged = judge(Item("check-one", "Who?", ONE, key), ["a", "b", "b"], WORDS)
    assert misconceptions(judged) == {"idea": 2}


one_choice = st.lists(st.sampled_from(["a", "b"]), max_size=40)
said = st.lists(st.text(alphabet="abUNCT ,.-é1", max_size=30).filter(str.strip), min_size=3, max_size=12)


@given(one_choice, st.integers(0, 10_000))
def test_every_choice_is_counted_once_in_any_order(answers, seed):
    counted = of("check-one", ONE, answers)
    assert counted.n == len(answers)
    assert sum(count.n for count in counted.options) == (len(answers) if len(answers) >= 3 else 0)
    assert all(0 <= count.percent <= 100 for count in counted.options)
    assert of("check-one", ONE, random.Random(seed).sample(answers, len(answers))) == counted


@given(said, st.integers(0, 10_000))
def test_texts_in_any_order_are_the_same_and_none_is_lost(written, seed):
    answers = [{"x": text} for text in written]
    counted = of("blanks", FREE, answers)
    (box,) = counted.boxes
    assert of("blanks", FREE, random.Random(seed).sample(answers, len(answers))) == counted
    assert all(1 <= count.n <= len(written) and 1 <= count.size <= 5 for count in box.texts)
    assert len({count.value for count in box.texts}) == len(box.texts)
    assert [count.n for count in box.texts] == sorted((count.n for count in box.texts), reverse=True)


@given(said)
def test_any_written_answers_can_be_drawn(written):
    (box,) = of("narrative", {"parts": []}, written).boxes
    assert sum(count.n for count in box.texts) == len(written)
    assert all(word.text for word in box.cloud)
