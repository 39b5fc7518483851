"""The order of questions and options follows from the seed, for ever."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from assessments.ordering import after_all, option_order, question_order

OPTIONS = [{"id": each, "is_last": each in "ef"} for each in "abcdef"]


def ids(options):
    return "".join(option["id"] for option in options)


def test_the_order_of_a_seed_is_the_same_in_every_version_of_the_code():
    assert question_order(range(8), seed=7, is_shuffled=True) == [0, 2, 5, 7, 4, 3, 1, 6]
    assert ids(option_order(OPTIONS, position=3, seed=7, is_shuffled=True)) == "cabdef"


def test_every_question_stands_once_whatever_the_order_they_come_in():
    orders = [question_order(positions, seed=5, is_shuffled=True) for positions in (range(9), reversed(range(9)))]
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == list(range(9))


def test_seeds_give_different_orders_and_no_place_is_preferred():
    firsts = Counter(question_order(range(4), seed=seed, is_shuffled=True)[0] for seed in range(2000))
    assert set(firsts) == {0, 1, 2, 3}
    assert all(400 < n < 600 for n in firsts.values())


def test_two_questions_of_one_attempt_are_shuffled_apart():
    orders = {ids(option_order(OPTIONS, position=position, seed=1, is_shuffled=True)) for position in range(20)}
    assert len(orders) > 5


def test_options_that_belong_at_the_end_stay_there_as_they_stand():
    orders = [ids(option_order(OPTIONS, position=0, seed=seed, is_shuffled=True)) for seed in range(50)]
    assert {order[-2:] for order in orders} == {"ef"}
    assert len({order[:-2] for order in orders}) > 10


def test_nothing_is_shuffled_when_the_sitting_says_so():
    assert question_order([2, 0, 1], seed=1, is_shuffled=False) == [0, 1, 2]
    assert ids(option_order(OPTIONS, position=0, seed=1, is_shuffled=False)) == "abcdef"


@given(
    some.sets(some.integers(0, 40), min_size=1), some.sets(some.integers(0, 40)), some.integers(0, 99), some.booleans()
)
def test_what_comes_after_all_answers_is_what_the_order_says(positions, blank, seed, is_shuffled):
    order = question_order(positions, seed=seed, is_shuffled=is_shuffled)
    answered = [at for at, position in enumerate(order) if position not in blank]
    expected = set(order[answered[-1] + 1 :] if answered else order)
    found = after_all(positions & blank, positions - blank, seed=seed, is_shuffled=is_shuffled)
    assert found == expected
