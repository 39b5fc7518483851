"""What of a full board fits on the class screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.fitting import STEPS, Fit, Words, fit_below_each_other, fit_side_by_side, rows

LONG = "What the many partners of a mission do in the field " * 4
TEXTS = st.lists(st.text("abcdefgh A国", min_size=1, max_size=200), max_size=40)


def words(*texts, head="National partners 3", notes=()):
    return Words(head, notes, [(text, []) for text in texts])


@pytest.mark.parametrize(
    ("text", "width", "n"),
    [
        ("", 9, 1),
        ("UNDP", 9, 1),
        ("UN Country Team", 9, 1),
        ("UN Country Team", 6, 2),
        ("x" * 40, 10, 3),
        ("国际红十字", 3, 2),
    ],
)
def test_lines_are_broken_between_words_and_within_what_is_too_long(text, width, n):
    assert rows(text, width) == n


def test_a_few_points_are_written_large_in_one_column_each():
    lists = [words("UNDP", "WFP"), words("Civil society"), words()]
    assert fit_side_by_side(lists, title="Partners") == Fit(0, [1, 1, 1], [2, 1, 0])


def test_a_full_list_gets_more_columns_and_smaller_letters_before_any_point_is_left_out():
    full = words(*[f"Partner number {n}" for n in range(17)], LONG[:200])
    fit = fit_side_by_side([full, words(), words()], title="Partners")
    assert fit.shown == [18, 0, 0]
    assert (0 < fit.step < len(STEPS), fit.tracks[0] > 1, fit.tracks[1:]) == (True, True, [1, 1])


def test_what_does_not_fit_at_the_smallest_is_left_out_from_the_end():
    fit = fit_side_by_side([words(*[LONG] * 60), words("UNDP")], title="Partners")
    assert (fit.step, fit.shown[1]) == (len(STEPS) - 1, 1)
    assert 5 < fit.shown[0] < 60


def test_half_a_screen_takes_less():
    full = [words(*[LONG] * 60)]
    whole, half = (fit_side_by_side(full, title="Partners", share=share).shown[0] for share in (1, 0.46))
    assert 0 < half < whole


def test_what_stands_small_under_a_point_takes_room_too():
    plain = [Words("Partners", [], [("UNDP", [])] * 200)]
    named = [Words("Partners", [], [("UNDP", ["Amina Diallo"])] * 200)]
    assert fit_side_by_side(named, title="").shown < fit_side_by_side(plain, title="").shown


def test_many_lists_stand_in_rows_of_four():
    fit = fit_side_by_side([words("UNDP")] * 6, title="Partners")
    assert fit == Fit(0, [1] * 6, [1] * 6)
    full = fit_side_by_side([words(*["UNDP"] * 90)] * 6, title="Partners")
    assert (full.tracks, len(set(full.shown))) == ([1] * 6, 1)


def test_beside_a_drawing_every_list_shows_as_many_points_at_the_most():
    few = fit_below_each_other([words("UNDP"), words("WFP")], title="Partners")
    assert few == Fit(0, [1, 1], [1, 1])
    many = fit_below_each_other([words(*["Civil society"] * 90), words("WFP")], title="Partners")
    assert (many.step, many.shown[1]) == (len(STEPS) - 1, 1)
    assert 5 < many.shown[0] < 90


def test_a_board_without_lists_is_large():
    assert fit_below_each_other([], title="") == Fit(0, [], [])


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_no_more_is_shown_than_there_is_and_the_less_there_is_the_larger(texts):
    lists = [words(*each) for each in texts]
    fit = fit_side_by_side(lists, title="Partners")
    assert all(shown <= len(each) for shown, each in zip(fit.shown, texts, strict=True))
    assert fit_side_by_side([words(*each[:1]) for each in texts], title="Partners").step <= fit.step
