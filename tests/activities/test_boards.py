"""Changes to boards: who may do what, repeats, conflicts, undo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.actions import boards
from activities.actions.boards import (
    BoardClosedError,
    BoardConflictError,
    CircleOfEntriesError,
    Hand,
    UnknownPlaceError,
    add_entry,
    change_entry,
    keep_snapshot,
    last_number,
    last_undone,
    merge_entry,
    redo,
    set_hidden,
    set_switch,
    undo,
)
from activities.models import Board, BoardChange, BoardEntry, BoardSnapshot
from activities.points import gather
from tests.activities.factories import GALLERY, BoardEntryFactory, BoardFactory, GroupFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return BoardFactory()


@pytest.fixture
def teacher(board):
    return Hand(board.run.created_by, None, NOW)


def learner(board, group=None):
    seat = EnrolmentFactory(cohort=board.run.cohort, group=group)
    return Hand(seat.user, seat, NOW)


def add(board, hand, text="UNDP", token="", places=("un",)):
    return add_entry(board=board, text=text, places=places, token=token or text, hand=hand)


def shown(board):
    return [(point.entry.text, point.entry.places, point.n) for point in gather(board.entries.all())]


def changes(board):
    rows = board.changes.values_list("number", "verb", "before__text", "after__text")
    return list(rows)


def test_the_board_of_the_class_comes_first_on_every_database_and_groups_by_their_numbers(board):
    groups = [GroupFactory(cohort=board.run.cohort, name=f"Group {number}") for number in (10, 2)]
    tenth, second = (BoardFactory(run=board.run, group=group) for group in groups)
    assert list(board.run.boards.all()) == [board, second, tenth]


def test_every_change_is_one_row_and_one_turn(board, teacher):
    entry = add(board, teacher)
    entry = change_entry(entry=entry, number=1, text="UN Development Programme", places=["un", "un"], hand=teacher)
    set_hidden(entry=entry, number=2, is_hidden=True, hand=teacher)
    assert changes(board) == [
        (1, "add", None, "UNDP"),
        (2, "edit", "UNDP", "UN Development Programme"),
        (3, "hide", "UN Development Programme", "UN Development Programme"),
    ]
    board.refresh_from_db()
    assert (board.rev, shown(board), board.changes.last().by) == (3, [], teacher.by)


def test_the_same_form_sent_twice_adds_one(board, teacher):
    assert add(board, teacher, token="form-1") == add(board, teacher, "changed", token="form-1")
    assert (shown(board), BoardChange.objects.count()) == ([("UNDP", ["un"], 1)], 1)


def test_what_stands_there_already_is_no_change(board, teacher):
    entry = add(board, teacher)
    for _ in range(2):
        change_entry(entry=entry, number=1, text="WFP", places=["un"], hand=teacher)
    assert changes(board) == [(1, "add", None, "UNDP"), (2, "edit", "UNDP", "WFP")]


def test_a_change_for_an_older_state_is_refused_and_changes_nothing(board, teacher):
    entry = add(board, teacher)
    change_entry(entry=entry, number=1, text="WFP", places=["un"], hand=teacher)
    with pytest.raises(BoardConflictError):
        change_entry(entry=entry, number=1, text="FAO", places=["un"], hand=teacher)
    with pytest.raises(BoardConflictError):
        set_hidden(entry=entry, number=1, is_hidden=True, hand=teacher)
    assert shown(board) == [("WFP", ["un"], 1)]


def test_changes_of_two_entries_do_not_disturb_each_other(board, teacher):
    first, second = add(board, teacher, "A"), add(board, teacher, "B")
    change_entry(entry=second, number=2, text="B2", places=[], hand=teacher)
    change_entry(entry=first, number=1, text="A2", places=["un", "national"], hand=teacher)
    assert shown(board) == [("A2", ["national", "un"], 1), ("B2", [], 1)]


@pytest.mark.parametrize("places", [["moon"], ["un", "ring"]])
def test_an_unknown_place_is_refused(board, teacher, places):
    with pytest.raises(UnknownPlaceError):
        add(board, teacher, places=places)
    assert BoardEntry.objects.count() == 0


def test_one_entry_stands_for_those_merged_into_it(board, teacher):
    first, second, third = (add(board, teacher, text) for text in ("UNCT", "UN Country Team", "Country team"))
    merge_entry(entry=third, number=3, into=second, hand=teacher)
    merge_entry(entry=second, number=2, into=first, hand=teacher)
    assert shown(board) == [("UNCT", ["un"], 3)]
    with pytest.raises(CircleOfEntriesError):
        merge_entry(entry=first, number=1, into=third, hand=teacher)
    merge_entry(entry=second, number=5, into=None, hand=teacher)
    assert shown(board) == [("UNCT", ["un"], 1), ("UN Country Team", ["un"], 2)]


def test_an_entry_of_another_board_stands_for_none(board, teacher):
    entry = add(board, teacher)
    with pytest.raises(UnknownPlaceError):
        merge_entry(entry=entry, number=1, into=BoardEntryFactory(), hand=teacher)


def test_what_is_merged_into_a_hidden_entry_is_hidden(board, teacher):
    first, second = add(board, teacher, "A"), add(board, teacher, "B")
    merge_entry(entry=second, number=2, into=first, hand=teacher)
    set_hidden(entry=first, number=1, is_hidden=True, hand=teacher)
    assert shown(board) == []


def test_undo_goes_back_change_by_change(board, teacher):
    first = add(board, teacher, "A")
    second = add(board, teacher, "B")
    change_entry(entry=first, number=1, text="A2", places=[], hand=teacher)
    merge_entry(entry=second, number=2, into=first, hand=teacher)
    seen = [shown(board)]
    for number in (4, 3, 2, 1):
        assert undo(board=board, number=number, hand=teacher)
        seen.append(shown(board))
    assert seen == [
        [("A2", [], 2)],
        [("A2", [], 1), ("B", ["un"], 1)],
        [("A", ["un"], 1), ("B", ["un"], 1)],
        [("A", ["un"], 1)],
        [],
    ]
    board.refresh_from_db()
    assert (board.rev, board.changes.filter(undone_at=None).count()) == (8, 0)


def test_what_was_undone_is_done_again_step_by_step_until_somebody_changes_something_else(board, teacher):
    first = add(board, teacher, "A")
    second = add(board, teacher, "B")
    merge_entry(entry=second, number=2, into=first, hand=teacher)
    after = [[], [("A", ["un"], 1)], [("A", ["un"], 1), ("B", ["un"], 1)], [("A", ["un"], 2)]]
    for number in (3, 2, 1):
        undo(board=board, number=number, hand=teacher)
        assert last_undone(board).number == number
    assert shown(board) == after[0]
    for number in (1, 2, 3):
        with pytest.raises(BoardConflictError):
            redo(board=board, number=9, hand=teacher)
        assert [redo(board=board, number=number, hand=teacher) for _ in range(2)] == [True, False]
        assert shown(board) == after[number]
    assert last_undone(board) is None
    undo(board=board, number=3, hand=teacher)
    add(board, teacher, "C")
    assert last_undone(board) is None
    with pytest.raises(BoardConflictError):
        redo(board=board, number=3, hand=teacher)
    with pytest.raises(BoardClosedError):
        redo(board=board, number=3, hand=learner(board))


def test_of_two_changes_that_were_undone_the_later_one_is_done_again(board, teacher):
    entry = add(board, teacher, "P")
    for text, number, second in (("Q", 2, 1), ("R", 4, 2)):
        change_entry(entry=entry, number=1, text=text, places=["un"], hand=teacher)
        undo(board=board, number=number, hand=replace(teacher, now=NOW + timedelta(seconds=second)))
    assert last_undone(board).number == 4
    assert redo(board=board, number=4, hand=teacher)
    assert shown(board) == [("R", ["un"], 1)]
    assert last_undone(board) is None


def test_undo_sent_twice_takes_back_one_change(board, teacher):
    add(board, teacher, "A")
    add(board, teacher, "B")
    assert [undo(board=board, number=2, hand=teacher) for _ in range(2)] == [True, False]
    assert shown(board) == [("A", ["un"], 1)]


def test_undo_of_what_is_not_the_newest_is_refused(board, teacher):
    add(board, teacher, "A")
    add(board, teacher, "B")
    for number in (1, 7):
        with pytest.raises(BoardConflictError):
            undo(board=board, number=number, hand=teacher)
    assert len(shown(board)) == 2


def test_after_an_undo_a_form_from_before_fits_again(board, teacher):
    entry = add(board, teacher)
    change_entry(entry=entry, number=1, text="WFP", places=["un"], hand=teacher)
    undo(board=board, number=2, hand=teacher)
    assert last_number(entry) == 1
    change_entry(entry=entry, number=1, text="FAO", places=["un"], hand=teacher)
    assert shown(board) == [("FAO", ["un"], 1)]


def test_learners_add_change_and_withdraw_their_own_while_it_is_open(board, teacher):
    own, other = learner(board), learner(board)
    entry = add(board, own)
    assert entry.author == own.seat
    change_entry(entry=entry, number=1, text="WFP", places=[], hand=own)
    with pytest.raises(BoardClosedError):
        change_entry(entry=entry, number=2, text="FAO", places=[], hand=other)
    set_hidden(entry=entry, number=2, is_hidden=True, hand=own)
    assert shown(board) == []


def forbidden(entry, hand):
    """Everything that a learner may not do on the class's board."""
    board = entry.board
    return [
        lambda: set_hidden(entry=entry, number=1, is_hidden=False, hand=hand),
        lambda: merge_entry(entry=entry, number=1, into=BoardEntryFactory(board=board), hand=hand),
        lambda: undo(board=board, number=1, hand=hand),
        lambda: keep_snapshot(board=board, label="now", hand=hand),
        *(
            lambda switch=switch: set_switch(board=board, switch=switch, is_on=True, hand=hand)
            for switch in sorted(boards.SWITCHES)
        ),
    ]


def test_learners_rule_nothing_on_the_board_of_the_class(board):
    hand = learner(board)
    for order in forbidden(add(board, hand), hand):
        with pytest.raises(BoardClosedError):
            order()
    assert (BoardChange.objects.count(), BoardSnapshot.objects.count()) == (1, 0)


@pytest.mark.parametrize("closed", ["switch", "end"])
def test_a_closed_board_takes_nothing_from_learners(board, teacher, closed):
    hand = learner(board)
    entry = add(board, hand)
    if closed == "switch":
        set_switch(board=board, switch="is_open", is_on=False, hand=teacher)
    else:
        type(board.run).objects.update(ended_at=NOW)
    for order in (
        lambda: add(board, hand, "late"),
        lambda: change_entry(entry=entry, number=1, text="late", places=[], hand=hand),
        lambda: set_hidden(entry=entry, number=1, is_hidden=True, hand=hand),
    ):
        with pytest.raises(BoardClosedError):
            order()
    assert add(board, teacher, "by staff").text == "by staff"


def test_members_work_on_the_board_of_their_group(board):
    group = GroupFactory(cohort=board.run.cohort)
    own = BoardFactory(run=board.run, group=group)
    one, two, stranger = learner(board, group), learner(board, group), learner(board)
    first, second = add(own, one, "A"), add(own, two, "B")
    change_entry(entry=first, number=1, text="A2", places=[], hand=two)
    merge_entry(entry=second, number=2, into=first, hand=one)
    assert set_switch(board=own, switch="is_shared", is_on=True, hand=two)
    assert shown(own) == [("A2", [], 2)]
    with pytest.raises(BoardClosedError):
        add(own, stranger)
    with pytest.raises(BoardClosedError):
        set_switch(board=own, switch="is_open", is_on=False, hand=two)


def test_a_gallery_has_no_entries_of_its_own(teacher):
    board = BoardFactory(plan=GALLERY)
    with pytest.raises(BoardClosedError):
        add(board, Hand(board.run.created_by, None, NOW), places=[])


def test_switches_say_whether_they_changed(board, teacher):
    told = [set_switch(board=board, switch="shows_names", is_on=on, hand=teacher) for on in (True, True, False)]
    board = Board.objects.get()
    assert (told, board.rev, board.shows_names) == ([True, False, True], 2, False)
    with pytest.raises(ValueError, match="title"):
        set_switch(board=board, switch="title", is_on=True, hand=teacher)


def test_a_snapshot_of_the_same_state_is_kept_once(board, teacher):
    assert keep_snapshot(board=board, label="empty", hand=teacher) is None
    add(board, teacher)
    kept = [keep_snapshot(board=board, label="now", hand=teacher) for _ in range(2)]
    assert kept[0] == kept[1] == BoardSnapshot.objects.get()


def test_the_board_of_the_class_turns_with_those_it_shows(board, teacher):
    own = BoardFactory(run=board.run, group=GroupFactory(cohort=board.run.cohort))
    revs = []
    for order in (
        lambda: add(own, teacher, "A"),
        lambda: set_switch(board=own, switch="is_shared", is_on=True, hand=teacher),
        lambda: add(own, teacher, "B"),
        lambda: set_switch(board=own, switch="is_shared", is_on=False, hand=teacher),
        lambda: add(own, teacher, "C"),
    ):
        order()
        revs.append((Board.objects.get(pk=own.pk).rev, Board.objects.get(pk=board.pk).rev))
    assert revs == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3)]


def test_one_learner_does_not_flood_a_board_that_others_still_write_on(board, teacher, monkeypatch):
    monkeypatch.setattr(boards, "MOST_OF_ONE", 2)
    Board.objects.update(is_open=True)
    one, other = learner(board), learner(board)
    for text in "12":
        add(board, one, text, token=text)
    with pytest.raises(boards.BoardFullError):
        add(board, one, "3", token="3")
    add(board, one, "2", token="2")  # sent again
    add(board, other, "4", token="4")
    add(board, teacher, "5", token="5")
    assert [text for text, _places, _n in shown(board)] == ["1", "2", "4", "5"]
