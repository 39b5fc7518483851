"""The class screen of a full board."""

import re

import pytest

from activities.actions.boards import Hand, add_entry
from tests.activities.factories import CIRCLES, GALLERY, BoardFactory, GroupFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db


def screen_of(client, board, texts, places):
    teacher = EnrolmentFactory(cohort=board.run.cohort, instructor=True).user
    for n, text in enumerate(texts):
        add_entry(board=board, text=text, places=places, token=str(n), hand=Hand(teacher, None, NOW))
    client.force_login(teacher)
    page = client.get(f"/boards/{board.pk}/screen/").content.decode()
    return page, client.get(f"/boards/{board.pk}/").content.decode()


def more_in(page):
    return [int(n) for n in re.findall(r'data-more="(\d+)"', page)]


def test_a_full_list_is_written_smaller_in_several_columns(client):
    screen, page = screen_of(client, BoardFactory(), [f"Partner {n}" for n in range(24)], ["national"])
    assert re.search(r'class="board-screen step-\d"', screen)
    assert re.search(r'class="card column\s+in-[2-5]"', screen)
    assert (screen.count('class="point"'), more_in(screen)) == (24, [0])
    assert "data-more" not in page


def test_what_does_not_fit_is_counted_on_the_class_screen_only(client):
    texts = [f"{n} {'long words ' * 16}" for n in range(60)]
    screen, page = screen_of(client, BoardFactory(), texts, ["un"])
    (n_more,) = more_in(screen)
    assert 0 < n_more < 60
    assert screen.count('class="point"') == 60 - n_more
    assert (
        " ".join(re.sub(r"<[^>]*>", " ", screen[screen.index("data-more") :]).split()).split("> ")[-1].startswith("+")
    )
    assert (page.count('class="point"'), "data-more" in page) == (60, False)


@pytest.mark.parametrize(("rings", "is_counted"), [([], True), (CIRCLES["rings"], False)])
def test_the_lists_beside_three_circles_are_counted_and_those_that_are_only_read_aloud_are_whole(
    client, rings, is_counted
):
    board = BoardFactory(plan=CIRCLES, rings=rings)
    screen, _page = screen_of(client, board, [f"Partner number {n}" for n in range(90)], ["peace"])
    assert (screen.count('class="point"') < 90, sum(more_in(screen)) > 0) == (is_counted, is_counted)
    assert screen.count('class="point"') + sum(more_in(screen)) == 90


def test_lists_of_a_gallery_can_be_counted_by_the_class_screen_too(client):
    board = BoardFactory(plan=GALLERY)
    own = BoardFactory(run=board.run, group=GroupFactory(cohort=board.run.cohort), regions=[], is_shared=True)
    add_entry(board=own, text="UNDP", places=[], token="1", hand=Hand(board.run.created_by, None, NOW))
    screen, page = screen_of(client, board, [], [])
    assert ("data-points" in screen, more_in(screen)) == (True, [0])
    assert ("data-points" in page, more_in(page)) == (False, [])
