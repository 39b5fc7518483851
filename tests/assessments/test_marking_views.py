"""The pages of marking, for those who teach and for nobody else."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from assessments.actions.marking import plan_second_marks
from assessments.models import Mark, MarkingClaim, MarkingPlan
from assessments.reports.marking import marking_queues
from tests.assessments.factories import FEEDBACK_TOKEN
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, version_of
from tests.assessments.test_marking_queue import give
from tests.factories import EnrolmentFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
WRITTEN = "Citizens, and they have a stake, a real stake, in it.\nSo they help."
HTMX = {"HTTP_HX_REQUEST": "true"}


def build_sitting():
    return make_sitting("narrative")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def marker(sitting, client):
    user = teacher(sitting)
    user.name = "Amina Karimi"
    user.save()
    client.force_login(user)
    return user


@pytest.fixture
def attempts(sitting):
    return [
        submit(sitting, RIGHT["narrative"], enrolment=EnrolmentFactory(cohort=sitting.cohort, user__name=name))
        for name in ("Berta Secret", "Carl Secret")
    ]


def address(name, sitting, *more):
    return reverse(f"assessments:{name}", args=[sitting.pk, *more])


def mark_page(sitting):
    return address("mark", sitting, version_of(sitting).pk)


def answers(sitting):
    (queue,) = marking_queues(sitting)
    return queue.answers


def posted(answer, **fields):
    return {"answer": answer.token, "lane": "first", "seen": 0, "points": "1", "comment": "", **fields}


def test_the_queue_lists_questions_and_hides_names(client, sitting, marker, attempts):
    page = client.get(address("marking", sitting))
    ((queue, n_mine),) = page.context["rows"]
    assert (queue.n_waiting, n_mine) == (2, 2)
    assert b"Secret" not in page.content


def test_other_answers_that_wait_are_counted(client):
    sitting = make_sitting("blanks")
    client.force_login(teacher(sitting))
    for answer in ("Blue helpers", "Blue helpers", "UN Country Team"):
        submit(sitting, {"team": answer})
    assert client.get(address("marking", sitting)).context["n_unrecognised"] == 2


def test_an_answer_is_shown_blind_with_its_highlights(client, sitting, marker, attempts):
    page = client.get(mark_page(sitting))
    first = answers(sitting)[0]
    text = page.content.decode()
    assert (page.context["card"].answer, page.context["desk"].n_left) == (first, 2)
    assert f"Answer {first.code}" in text
    assert "<mark>stake<sup>" in text
    assert "Secret" not in text
    assert client.get(mark_page(sitting), {"after": first.token}).context["card"].answer == answers(sitting)[1]


def test_highlights_leave_the_text_as_it_was_written(client, sitting, marker):
    submit(sitting, WRITTEN)
    page = client.get(mark_page(sitting)).content.decode()
    quoted = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL).group(1)
    assert quoted.count("<mark>") == 2
    assert strip_tags(re.sub(r"<sup>.*?</sup\s*>", "", quoted, flags=re.DOTALL)) == WRITTEN


def test_saving_leads_to_the_next_answer_with_and_without_htmx(client, sitting, marker, attempts):
    first, second = answers(sitting)
    data = posted(first, key_points=["stake"], comment="Well seen.")
    page = client.post(mark_page(sitting), data, follow=True)
    assert page.redirect_chain == [(f"{mark_page(sitting)}?marked={first.token}", 302)]
    assert page.context["card"].answer.token == second.token
    assert f"Answer {first.code}: <b>1</b> of 1" in page.content.decode()
    part = client.post(mark_page(sitting), posted(second, points="0"), **HTMX)
    assert (part.context["card"], part["HX-Replace-Url"]) == (None, f"{mark_page(sitting)}?marked={second.token}")
    assert f"Answer {second.code}: <b>0</b> of 1" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "All answers are marked" in part.content.decode()
    assert "the highlights were right in 1 of 1" in part.content.decode()
    stored = Mark.objects.order_by("pk").values_list(
        "attempt", "points", "key_points", "suggested", "comment", "marker"
    )
    assert list(stored) == [
        (first.attempt_id, 1, ["stake"], ["stake"], "Well seen.", marker.pk),
        (second.attempt_id, 0, [], ["stake"], "", marker.pk),
    ]


def test_only_who_has_just_marked_is_told_what_was_saved(client, sitting, marker, attempts):
    first, second = answers(sitting)
    client.post(mark_page(sitting), posted(first))
    told = {"marked": first.token}
    skipped = {"after": second.token, "marked": first.token}
    for asked, is_told in [({}, False), (told, True), (skipped, True), ({"after": first.token}, False)]:
        page = client.get(mark_page(sitting), asked)
        assert (bool(page.context["just_given"]), b"Undo this mark" in page.content) == (is_told, is_told)
    client.force_login(teacher(sitting))
    for asked in (told, {"marked": second.token}, {"marked": "x"}):
        page = client.get(mark_page(sitting), asked)
        assert (page.context["just_given"], page.context["desk"].given) == (None, [])


def test_a_marker_finds_the_own_marks_again(client, sitting, marker, attempts):
    first, second = answers(sitting)
    client.post(mark_page(sitting), posted(first, comment="Well seen."))
    client.post(mark_page(sitting), posted(second, points="0"))
    page = client.get(mark_page(sitting))
    given = page.context["desk"].given
    assert [(each.answer.code, each.points) for each in given] == [(second.code, 0), (first.code, 1)]
    assert f"{mark_page(sitting)}?answer={first.token}" in page.content.decode()
    again = client.get(mark_page(sitting), {"answer": first.token})
    assert again.context["forms"].parts[0].initial["comment"] == "Well seen."


def links_to_answers(sitting, page):
    return re.findall(re.escape(mark_page(sitting)) + r"\?answer=(\w+)", page.content.decode())


def test_the_newest_own_marks_come_with_every_answer_and_all_on_a_page_of_their_own(
    client, sitting, marker, attempts, monkeypatch
):
    monkeypatch.setattr("assessments.views.marking.GIVEN_ON_A_PAGE", 15)
    own = address("mark-given", sitting, version_of(sitting).pk)
    assert "You have marked no answer yet." in client.get(own).content.decode()
    theirs = submit(sitting, RIGHT["narrative"])
    give(theirs, 1, marker=teacher(sitting))
    for n_given in range(1, 22):
        give(submit(sitting, RIGHT["narrative"]), 1, marker=marker)
        if n_given == 20:
            assert own not in client.get(mark_page(sitting)).content.decode()
    tokens = {answer.attempt_id: answer.token for answer in answers(sitting)}
    newest = [tokens[pk] for pk in Mark.objects.filter(marker=marker).order_by("-pk").values_list("attempt", flat=True)]
    page = client.get(mark_page(sitting))
    assert (links_to_answers(sitting, page), len(newest)) == (newest[:20], 21)
    assert f'href="{own}"' in page.content.decode()
    assert "Your marks so far (21)" in page.content.decode()
    told = [links_to_answers(sitting, client.get(own, {"page": number})) for number in (1, 2)]
    assert told == [newest[:15], newest[15:]]
    assert "Secret" not in client.get(own).content.decode()


def test_a_mark_without_points_is_asked_for(client, sitting, marker, attempts):
    data = posted(answers(sitting)[0], key_points=["stake"], comment="Kept.")
    del data["points"]
    for headers in ({}, HTMX):
        page = client.post(mark_page(sitting), data, **headers)
        text = page.content.decode()
        assert page.status_code == 422
        assert "Choose the points, 0 included." in text
        assert "Kept." in text
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"points": "5"}, {"points": "-1"}, {"points": "x"}, {"key_points": ["other"]}, {"seen": "x"}]
)
def test_nothing_else_than_what_is_offered_can_be_given(client, sitting, marker, attempts, fields):
    assert client.post(mark_page(sitting), posted(answers(sitting)[0], **fields)).status_code == 422
    assert not Mark.objects.exists()


def test_a_conflict_shows_both_marks_and_can_be_settled(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer, comment="First opinion."))
    other = teacher(sitting)
    client.force_login(other)
    page = client.post(mark_page(sitting), posted(answer, points="0", comment="Second opinion."))
    text = page.content.decode()
    assert page.status_code == 422
    assert [(mark.points, mark.marker) for mark in page.context["theirs"]] == [(1, marker)]
    for expected in ("Amina Karimi", "First opinion.", "Second opinion.", "Use my mark instead"):
        assert expected in text
    assert Mark.objects.count() == 1
    seen = page.context["forms"].whole["seen"].value()
    assert client.post(mark_page(sitting), posted(answer, points="0", seen=seen)).status_code == 302
    assert list(Mark.objects.order_by("pk").values_list("marker", "points")) == [(marker.pk, 1), (other.pk, 0)]


def test_who_goes_back_and_marks_again_is_shown_the_own_earlier_mark(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer, comment="First thought."))
    page = client.post(mark_page(sitting), posted(answer, points="0", comment="Second thought."))
    text = page.content.decode()
    assert page.status_code == 422
    for expected in (
        "You have marked this answer already",
        "First thought.",
        "Second thought.",
        "Keep the earlier mark",
    ):
        assert expected in text
    assert "Somebody else" not in text
    assert Mark.objects.get().points == 1


def test_the_last_mark_is_undone_and_shown_again(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer, key_points=["stake"], comment="Hm."))
    given = Mark.objects.get()
    undo = address("mark-undo", sitting, version_of(sitting).pk)
    for _ in range(2):
        page = client.post(undo, {"answer": answer.token, "mark": given.pk}, follow=True)
        assert page.context["card"].answer.token == answer.token
        form = page.context["forms"].parts[0]
        assert form.initial == {"points": "1", "key_points": ["stake"], "comment": "Hm."}
        assert page.context["forms"].whole.initial["seen"] == 0
    assert len(answers(sitting)[0].first) == 0


def test_nobody_undoes_the_mark_of_somebody_else(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer))
    given = Mark.objects.get()
    client.force_login(teacher(sitting))
    undo = address("mark-undo", sitting, version_of(sitting).pk)
    for mark in (given.pk, "", "x"):
        assert client.post(undo, {"answer": answer.token, "mark": mark}).status_code == 404
    given.refresh_from_db()
    assert given.undone_at is None


def test_who_comes_second_sees_who_is_at_an_answer(client, sitting, marker, attempts):
    first, second = answers(sitting)
    claim = address("mark-claim", sitting, version_of(sitting).pk)
    assert client.post(claim, {"answer": first.token}, **HTMX).status_code == 204
    client.force_login(teacher(sitting))
    assert client.get(mark_page(sitting)).context["card"].answer == second
    page = client.get(mark_page(sitting), {"answer": first.token}).content.decode()
    assert "Being marked by A. K. since" in page
    part = client.post(claim, {"answer": first.token}, **HTMX)
    assert (part.status_code, "Being marked by A. K. since" in part.content.decode()) == (200, True)
    assert MarkingClaim.objects.get().marker == marker


def test_a_second_marker_does_not_see_the_first_mark(client, sitting, marker, attempts):
    plan_second_marks(sitting=sitting, percent=100, by=marker, now=timezone.now())
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer, comment="TOKEN-FIRST"))
    client.force_login(teacher(sitting))
    page = client.get(mark_page(sitting), {"answer": answer.token})
    assert "TOKEN-FIRST" not in page.content.decode()
    assert "You are the second marker" in page.content.decode()
    assert (page.context["forms"].whole.initial["lane"], page.context["forms"].parts[0].initial) == ("second", {})
    client.post(mark_page(sitting), posted(answer, points="0", lane="second"))
    assert list(Mark.objects.order_by("pk").values_list("points", "is_final")) == [(1, True), (0, False)]
    page = client.get(address("agreement", sitting))
    (queue,) = page.context["queues"]
    assert (queue.exact_percent, [each.code for each in queue.differing]) == (0, [answer.code])


@pytest.mark.parametrize(("lane", "status"), [("second", 404), ("third", 422), ("", 422)])
def test_nobody_gives_a_second_opinion_on_their_own_mark(client, sitting, marker, attempts, lane, status):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer))
    plan_second_marks(sitting=sitting, percent=100, by=marker, now=timezone.now())
    assert client.post(mark_page(sitting), posted(answer, lane=lane, points="0")).status_code == status
    assert Mark.objects.get().is_final


def test_a_refusal_is_in_the_title_of_the_page_with_htmx_too(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    titles = [
        re.findall("<title>(.*?) Marking", client.post(mark_page(sitting), data, **headers).content.decode(), re.DOTALL)
        for data in (posted(answer, points=""), posted(answer, points="1"))
        for headers in ({}, HTMX)
    ]
    assert titles == [["Error:"], ["Error:"], [], []]


def test_the_share_of_second_marks_is_chosen(client, sitting, marker):
    plan = address("marking-plan", sitting)
    assert client.post(plan, {"percent": "20"}).status_code == 302
    assert MarkingPlan.objects.get().second_percent == 20
    for percent in ("101", "-1", "", "x"):
        assert client.post(plan, {"percent": percent}).status_code == 422
    assert MarkingPlan.objects.get().second_percent == 20


def test_every_page_is_for_those_who_teach(client, sitting, attempts):
    version = version_of(sitting).pk
    get = [
        address("marking", sitting),
        address("agreement", sitting),
        mark_page(sitting),
        address("mark-given", sitting, version),
    ]
    post = [
        mark_page(sitting),
        address("marking-plan", sitting),
        address("mark-claim", sitting, version),
        address("mark-undo", sitting, version),
    ]
    elsewhere = teacher(make_sitting("narrative"))
    for page in get:
        assert client.get(page).status_code == 302
    for page in post:
        assert client.post(page).status_code == 302
    for user in (attempts[0].enrolment.user, elsewhere, UserFactory()):
        client.force_login(user)
        assert [client.get(page).status_code for page in get] == [404] * len(get)
        assert [client.post(page, posted(answers(sitting)[0])).status_code for page in post] == [404] * 4
    assert not Mark.objects.exists()


def test_what_does_not_exist_is_not_found(client, sitting, marker, attempts):
    other = make_sitting("narrative", cohort=sitting.cohort)
    assert client.get(address("mark", sitting, version_of(other).pk)).status_code == 404
    assert client.get(mark_page(sitting), {"answer": "0" * 24}).status_code == 404
    assert client.post(mark_page(sitting), {**posted(answers(sitting)[0]), "answer": "x"}).status_code == 404


def test_a_sitting_without_written_questions_says_so(client):
    sitting = make_sitting("true-false")
    client.force_login(teacher(sitting))
    assert "This quiz has no written question." in client.get(address("marking", sitting)).content.decode()


@pytest.mark.parametrize("name", ["marking", "agreement"])
def test_the_number_of_queries_does_not_grow(client, sitting, marker, attempts, name, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries({"marking": 11, "agreement": 8}[name]):
            page = client.get(address(name, sitting))
        for _ in range(15):
            submit(sitting, RIGHT["narrative"])
    assert FEEDBACK_TOKEN not in page.content.decode()
