"""Pages of boards: who sees and does what; nothing for the instructor only leaves for others."""

import csv
from io import StringIO

import pytest
from django.utils import timezone

from activities.actions.boards import Hand, add_entry, keep_snapshot, set_hidden
from activities.models import ActivityRun, Board, BoardChange, BoardEntry
from tests.activities.factories import (
    CHECKLIST,
    CIRCLES,
    DEBRIEF,
    GALLERY,
    PREPARATION,
    PROMPT,
    BoardEntryFactory,
    BoardFactory,
    GroupFactory,
)
from tests.factories import CUE, KEY_MESSAGE, NOTE, NOW, SOURCE_NOTE, EnrolmentFactory, PhaseFactory, TermFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def board():
    return BoardFactory()


def path(board, rest=""):
    return f"/boards/{board.pk}/{rest}"


def sign_in_teacher(client, board):
    client.force_login(board.run.created_by)
    return Hand(board.run.created_by, None, NOW)


def sign_in_learner(client, board, **more):
    seat = EnrolmentFactory(cohort=board.run.cohort, **more)
    client.force_login(seat.user)
    return Hand(seat.user, seat, NOW)


def write(board, hand, text="UNDP", places=("un",)):
    return add_entry(board=board, text=text, places=places, token=text, hand=hand)


def post(client, address, **fields):
    return client.post(address, fields, **HTMX)


def texts(response):
    return [item.point.entry.text for item in response.context["page"].view.items]


def addresses(board, entry):
    return [
        ("get", path(board)),
        ("get", path(board, "screen/")),
        ("get", path(board, "table.csv")),
        ("post", path(board, "entries/")),
        ("get", path(board, f"entries/{entry.pk}/")),
        ("post", path(board, f"entries/{entry.pk}/hide/")),
        ("post", path(board, "do/open/")),
    ]


def test_strangers_get_404_and_unknown_people_are_asked_to_sign_in(client, board):
    entry = BoardEntryFactory(board=board)
    for method, address in addresses(board, entry):
        response = getattr(client, method)(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/sign-in/")
    for seat in (EnrolmentFactory(), EnrolmentFactory(cohort__course=board.run.cohort.course, instructor=True)):
        client.force_login(seat.user)
        answers = [getattr(client, method)(address, {"number": 0}) for method, address in addresses(board, entry)]
        assert [answer.status_code for answer in answers] == [404] * 7
    assert BoardChange.objects.count() == 0


def test_a_rehearsal_does_not_exist_for_learners(client, board):
    ActivityRun.objects.update(is_rehearsal=True)
    sign_in_learner(client, board)
    assert client.get(path(board)).status_code == 404
    sign_in_teacher(client, board)
    assert client.get(path(board)).status_code == 200


def test_a_group_sees_its_board_and_others_when_it_is_shared(client, board):
    own = BoardFactory(run=board.run, group=GroupFactory(cohort=board.run.cohort, name="Blue"))
    write(own, Hand(board.run.created_by, None, NOW), "Partner of blue")
    seen = {}
    for is_shared in (False, True):
        Board.objects.filter(pk=own.pk).update(is_shared=is_shared)
        for group in (own.group, None):
            sign_in_learner(client, board, group=group)
            response = client.get(path(own))
            gallery = [view.board for part in client.get(path(board)).context["page"].gallery for view in part.views]
            seen[is_shared, group] = (response.status_code, gallery)
    assert seen == {
        (False, own.group): (200, [own]),
        (False, None): (404, []),
        (True, own.group): (200, [own]),
        (True, None): (200, [own]),
    }


def test_adding_leads_back_or_shows_the_new_board_and_counts_once(client, board):
    sign_in_learner(client, board)
    fields = {"text": "  UN   Country Team ", "places": ["un"], "token": "t1"}
    response = client.post(path(board, "entries/"), fields)
    assert (response.status_code, response["Location"]) == (302, path(board))
    again = client.post(path(board, "entries/"), fields, **HTMX)
    assert (again.status_code, texts(again), BoardEntry.objects.count()) == (200, ["UN Country Team"], 1)
    page = again.content.decode()
    assert (page.lstrip().startswith("<section"), "<html" in page, "yours" in page) == (True, False, True)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\n", "x" * 201])
def test_what_is_no_point_is_said_and_what_was_ticked_stays(client, board, text):
    sign_in_learner(client, board)
    response = post(client, path(board, "entries/"), text=text, places=["un"], token="t1")
    assert (response.status_code, response.context["form"]["places"].value()) == (422, ["un"])
    assert BoardEntry.objects.count() == 0


def test_a_place_that_the_board_does_not_have_is_refused(client, board):
    sign_in_learner(client, board)
    assert post(client, path(board, "entries/"), text="UNDP", places=["moon"], token="t1").status_code == 422


def test_a_closed_board_says_so_and_keeps_what_was_typed(client, board):
    sign_in_learner(client, board)
    Board.objects.update(is_open=False)
    response = post(client, path(board, "entries/"), text="Too late", places=["un"], token="t1")
    assert (response.status_code, response.context["form"]["text"].value()) == (409, "Too late")
    assert "closed" in response.content.decode()


def test_of_two_who_edit_the_second_sees_both_texts_and_may_save_again(client, board):
    hand = sign_in_teacher(client, board)
    entry = write(board, hand)
    address = path(board, f"entries/{entry.pk}/")
    first = post(client, address, text="UN Development Programme", places=["un"], number=1)
    second = post(client, address, text="UN development", places=["national"], number=1)
    assert (first.status_code, second.status_code) == (200, 409)
    page = second.content.decode()
    assert ("<bdi>UN Development Programme</bdi>" in page, 'value="UN development"' in page) == (True, True)
    number = second.context["form"]["number"].value()
    third = post(client, address, text="UN development", places=["national"], number=number)
    assert (third.status_code, texts(third)) == (200, ["UN development"])


def test_the_form_of_an_entry_is_for_staff_its_author_and_the_group(client, board):
    hand = sign_in_learner(client, board)
    entry = write(board, hand)
    address = path(board, f"entries/{entry.pk}/")
    assert client.get(address).context["form"]["text"].value() == "UNDP"
    assert "<html" not in client.get(address, **HTMX).content.decode()
    sign_in_learner(client, board)
    assert client.get(address).status_code == 404
    sign_in_teacher(client, board)
    assert client.get(address).status_code == 200


def test_spellings_of_one_term_are_offered_to_be_merged(client, board):
    hand = sign_in_teacher(client, board)
    TermFactory(lesson=board.run.activity.lesson)
    first, second = write(board, hand, "UNCT"), write(board, hand, "un country team")
    item = client.get(path(board)).context["page"].view.items[1]
    assert (item.point.entry, item.repeats) == (second, first)
    address = path(board, f"entries/{second.pk}/merge/")
    merged = [post(client, address, number=item.number, into=first.pk) for _ in range(2)]
    assert [(answer.status_code, texts(answer)) for answer in merged] == [(200, ["UNCT"])] * 2
    assert BoardChange.objects.count() == 3
    parted = post(client, path(board, f"entries/{second.pk}/unmerge/"), number=3)
    assert texts(parted) == ["UNCT", "un country team"]


def test_a_learner_takes_back_the_own_entry_and_staff_shows_it_again(client, board):
    hand = sign_in_learner(client, board)
    entry = write(board, hand)
    assert texts(post(client, path(board, f"entries/{entry.pk}/hide/"), number=1)) == []
    assert post(client, path(board, f"entries/{entry.pk}/show/"), number=2).status_code == 409
    sign_in_teacher(client, board)
    assert texts(post(client, path(board, f"entries/{entry.pk}/show/"), number=2)) == ["UNDP"]


def test_undo_pressed_twice_takes_back_one(client, board):
    hand = sign_in_teacher(client, board)
    for text in "ABC":
        write(board, hand, text)
    answers = [post(client, path(board, "do/undo/"), number=3) for _ in range(2)]
    assert [(answer.status_code, texts(answer)) for answer in answers] == [(200, ["A", "B"])] * 2
    late = post(client, path(board, "do/undo/"), number=1)
    assert (late.status_code, texts(late)) == (409, ["A", "B"])


def test_what_was_undone_is_done_again_with_a_button_that_says_what_it_was(client, board):
    hand = sign_in_teacher(client, board)
    write(board, hand, "A")
    assert "Do again" not in client.get(path(board)).content.decode()
    undone = post(client, path(board, "do/undo/"), number=1)
    assert "↷ Do again: <bdi>A</bdi> (added)" in " ".join(undone.content.decode().split())
    answers = [post(client, path(board, "do/redo/"), number=1) for _ in range(2)]
    assert [(answer.status_code, texts(answer)) for answer in answers] == [(200, ["A"])] * 2
    assert "↶ Undo: <bdi>A</bdi> (added)" in " ".join(answers[0].content.decode().split())
    assert post(client, path(board, "do/redo/"), number=7).status_code == 409


@pytest.mark.parametrize(
    ("verb", "field", "value"),
    [
        ("open", "is_open", True),
        ("close", "is_open", False),
        ("share", "is_shared", True),
        ("names", "shows_names", True),
        ("no-names", "shows_names", False),
    ],
)
def test_switches(client, board, verb, field, value):
    sign_in_teacher(client, board)
    for _ in range(2):
        response = client.post(path(board, f"do/{verb}/"))
        assert (response.status_code, response["Location"]) == (302, path(board))
    assert getattr(Board.objects.get(), field) is value


def test_unknown_verbs_and_buttons_without_number_do_not_exist(client, board):
    entry = write(board, sign_in_teacher(client, board))
    for rest in ("do/explode/", "do/undo/", "do/redo/", f"entries/{entry.pk}/explode/", f"entries/{entry.pk}/hide/"):
        fields = {"number": 1} if "explode" in rest else {}
        assert client.post(path(board, rest), fields).status_code == 404


def test_learners_rule_nothing(client, board):
    hand = sign_in_learner(client, board)
    write(board, hand)
    for verb in ("undo", "redo", "snapshot", "open", "share", "names"):
        assert post(client, path(board, f"do/{verb}/"), number=1).status_code == 409
    assert client.get(path(board, "table.csv")).status_code == 404
    assert BoardChange.objects.filter(undone_at=None).count() == 1


def test_the_class_screen_has_names_only_when_they_are_switched_on(client, board):
    hand = sign_in_learner(client, board, user__name="Amina Diallo")
    write(board, hand)
    sign_in_teacher(client, board)
    for is_on in (False, True):
        Board.objects.update(shows_names=is_on)
        page = client.get(path(board, "screen/"), **HTMX).content.decode()
        assert ("Amina Diallo" in page, "<form" in page, "<button" in page) == (is_on, False, False)


def test_learners_never_see_who_wrote_what(client, board):
    write(board, sign_in_learner(client, board, user__name="Amina Diallo"))
    Board.objects.update(shows_names=True)
    sign_in_learner(client, board)
    assert "Amina Diallo" not in client.get(path(board)).content.decode()


def test_overlaps_of_circles_are_columns_and_the_drawing_is_for_the_eye(client):
    board = BoardFactory(plan=CIRCLES)
    hand = sign_in_teacher(client, board)
    for text, places in [
        ("Mandate", ["peace"]),
        ("Shelter", ["aid", "peace"]),
        ("Everything", ["aid", "peace", "growth"]),
        ("Weather", []),
        ("OCHA", ["ring-un", "aid"]),
    ]:
        write(board, hand, text, places)
    response = client.get(path(board))
    filled = {
        column.label: [item.point.entry.text for item in column.items]
        for column in response.context["page"].view.columns
        if column.items
    }
    assert filled == {
        "Peace and security": ["Mandate"],
        "Peace and security + Humanitarian": ["Shelter"],
        "Peace and security + Humanitarian + Development": ["Everything"],
        "Outside the circles": ["Weather"],
        "UN partners": ["OCHA"],
    }
    assert len(response.context["page"].view.columns) == 10
    page = response.content.decode()
    assert 'aria-hidden="true" focusable="false">' in page
    assert response.context["card_form"]["text"].field.widget.choices == [("World Bank", "World Bank")]


def test_a_second_listing_stands_beside_the_first(client):
    first = BoardFactory()
    hand = sign_in_teacher(client, first)
    write(first, hand, "At the start")
    borrower = type(first.run.activity).objects.create(
        lesson=first.run.activity.lesson, slug="again", position=9, number="1.8.4", title="Again",
        use="learning", kind="brainstorm", method="", purpose="", minutes_low=15, minutes_high=15,
        plan_of=first.run.activity,
    )  # fmt: skip
    run = ActivityRun.objects.create(
        activity=borrower, cohort=first.run.cohort, created_by=first.run.created_by, started_at=NOW
    )
    second = BoardFactory(run=run)
    for rest in ("", "screen/"):
        page = client.get(path(second, rest))
        assert [item.point.entry.text for item in page.context["page"].earlier.items] == ["At the start"]
        assert "At the start" in page.content.decode()


def test_a_gallery_shows_shared_boards_and_first_drafts_without_what_was_hidden(client):
    gallery = BoardFactory(plan=GALLERY)
    hand = sign_in_teacher(client, gallery)
    for name in ("Blue", "Green"):
        own = BoardFactory(run=gallery.run, plan=GALLERY, regions=[], is_shared=name == "Blue",
                           group=GroupFactory(cohort=gallery.run.cohort, name=name))  # fmt: skip
        write(own, hand, f"{name} draft", [])
        rude = write(own, hand, f"{name} rude", [])
        keep_snapshot(board=own, label="Phase 1", hand=hand)
        set_hidden(entry=rude, number=2, is_hidden=True, hand=hand)
        write(own, hand, f"{name} new", [])
    parts = client.get(path(gallery, "screen/")).context["page"].gallery
    shown = [(part.label, [item.point.entry.text for view in part.views for item in view.items]) for part in parts]
    assert shown == [("Group diagrams", ["Blue draft", "Blue new"]), ("First drafts", ["Blue draft"])]


def test_the_table_for_spreadsheets_holds_no_formula(client, board):
    hand = sign_in_teacher(client, board)
    write(board, hand, "=HYPERLINK(1)")
    write(board, hand, "UNDP", ["un", "national"])
    response = client.get(path(board, "table.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    head = ["Point", "National partners", "Other partners", "UN partners", "Times named", "Other words", "Phase"]
    assert rows == [
        [*head, "Written by"],
        ["'=HYPERLINK(1)", "", "", "x", "1", "", "", ""],
        ["UNDP", "x", "", "x", "1", "", "", ""],
    ]


@pytest.mark.parametrize("n_entries", [3, 60])
def test_the_number_of_queries_is_constant(client, board, n_entries, django_assert_num_queries):
    own = BoardFactory(run=board.run, group=GroupFactory(cohort=board.run.cohort), is_shared=True)
    for each in (board, own):
        hand = Hand(board.run.created_by, None, NOW)
        for n in range(n_entries):
            write(each, hand, f"Partner {n}")
        seat = EnrolmentFactory(cohort=board.run.cohort)
        write(each, hand, seat.user.name)
    sign_in_teacher(client, board)
    with django_assert_num_queries(12):
        client.get(path(board))
    with django_assert_num_queries(8):
        client.get(path(board, "screen/"))
    sign_in_learner(client, board)
    with django_assert_num_queries(9):
        client.get(path(board))


TOKENS = [CHECKLIST, DEBRIEF, PROMPT, PREPARATION, NOTE, CUE, KEY_MESSAGE, SOURCE_NOTE, "TOKEN-INSTRUCTIONS"]


@pytest.mark.parametrize("is_over", [False, True])
def test_learners_and_the_class_screen_get_nothing_for_the_instructor(client, board, is_over):
    PhaseFactory(activity=board.run.activity, prompts=[PROMPT], instructions="TOKEN-INSTRUCTIONS")
    hand = sign_in_learner(client, board)
    entry = write(board, hand)
    if is_over:
        ActivityRun.objects.update(ended_at=timezone.now())
    bodies = [client.get(path(board, rest), **more).content.decode() for rest in ("", "screen/") for more in ({}, HTMX)]
    bodies += [client.get(path(board, f"entries/{entry.pk}/")).content.decode()]
    bodies += [post(client, path(board, "entries/"), text="", token="x").content.decode()]
    sign_in_teacher(client, board)
    bodies += [client.get(path(board, "screen/")).content.decode()]
    assert [token for body in bodies for token in TOKENS if token in body] == []
    assert all("UNDP" in body for body in bodies)


def test_what_is_hidden_leaves_every_page_of_learners_and_of_the_class_screen(client, board):
    hand = Hand(board.run.created_by, None, NOW)
    write(board, hand, "UNDP")
    rude = write(board, hand, "TOKEN-RUDE")
    keep_snapshot(board=board, label="Before", hand=hand)
    set_hidden(entry=rude, number=2, is_hidden=True, hand=hand)
    sign_in_learner(client, board)
    bodies = [client.get(path(board, rest), **more).content.decode() for rest in ("", "screen/") for more in ({}, HTMX)]
    assert [("UNDP" in body, "TOKEN-RUDE" in body) for body in bodies] == [(True, False)] * 4
    assert client.get(path(board, f"entries/{rude.pk}/")).status_code == 404
    sign_in_teacher(client, board)
    assert [entry.pk for entry in client.get(path(board)).context["page"].hidden] == [rude.pk]
    assert "TOKEN-RUDE" not in client.get(path(board, "screen/")).content.decode()
