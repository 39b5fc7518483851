"""The pages on which answers that the key does not know are ruled on, without names."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from assessments.key_edits import form_of
from assessments.models import Attempt, Override, RegradeRun, Response, Ruling
from assessments.reports.review import review_queue
from tests.assessments.factories import KeyRevisionFactory, blank_key
from tests.assessments.marked import make_sitting, submit, teacher, total, version_of
from tests.assessments.test_review import QUOTA, RIGHT_FOR_ALL, rule, typed
from tests.factories import EnrolmentFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_sitting():
    return make_sitting("blanks", "true-false")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def reviewer(sitting):
    return teacher(sitting)


def test_a_long_queue_is_cut_into_pages(client, sitting, reviewer):
    for number in range(13):
        submit(sitting, {"team": f"Blue helper number {number:02}"}, False)
    client.force_login(reviewer)

    def shown(**query):
        page = client.get(address("review", sitting), query)
        return [group.text for _review, groups in page.context["rows"] for group, _form in groups]

    texts = [f"Blue helper number {number:02}" for number in range(13)]
    assert (shown(), shown(page=2)) == (texts[:12], texts[12:])
    # What cannot be as it was sent is shown where it stands.
    wrong = ruling(sitting, group="team:" + form_of(texts[12]), verdict="partial", credit="9")
    refused = client.post(address("review-rule", sitting), wrong)
    assert (refused.status_code, refused.context["page"].number) == (422, 2)
    assert refused.context["problems"].errors


def address(name, sitting, *more):
    return reverse(f"assessments:{name}", args=[sitting.form_a.lesson.slug, *more])


def ruling(sitting, group="team:bluehelper", **fields):
    return {"version": version_of(sitting).pk, "group": group, "verdict": "accept", **fields}


def closing(sitting):
    """Return what the button sends with which the rest is not right."""
    (review,) = review_queue(sitting.form_a.lesson, Attempt.objects.submitted())
    return {"version": review.version.pk, "seen": review.state}


@pytest.fixture
def page(client, sitting, reviewer):
    client.force_login(reviewer)
    typed(sitting, "Blue helpers")
    return address("review", sitting)


def test_the_page_shows_answers_without_names(client, sitting, reviewer):
    client.force_login(reviewer)
    seat = EnrolmentFactory(cohort=sitting.cohort, user__name="Berta Secret")
    submit(sitting, {"team": "Blue helpers"}, False, enrolment=seat)
    text = client.get(address("review", sitting)).content.decode()
    assert "Blue helpers" in text
    assert "Secret" not in text


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({}, ("accept", {"text": "Blue helpers", "also": [], "feedback": None, "ruled": True})),
        (
            {"verdict": "partial", "credit": "1/4", "feedback": "Close."},
            (
                "partial",
                {"text": "Blue helpers", "also": [], "feedback": "Close.", "credit": "1/4", "misconception": None},
            ),
        ),
        (
            {"verdict": "wrong", "credit": "1/4", "feedback": ""},
            ("wrong", {"text": "Blue helpers", "also": [], "feedback": None, "misconception": None}),
        ),
    ],
)
def test_a_ruling_is_made_on_the_page_and_only_once(client, sitting, page, fields, stored):
    rule_page = address("review-rule", sitting)
    first = client.post(rule_page, ruling(sitting, **fields))
    again = client.post(rule_page, ruling(sitting, **fields))
    assert (first.status_code, first.url) == (302, f"{page}#question-{version_of(sitting).pk}")
    assert again.status_code == 302
    kind, row = stored
    assert version_of(sitting).key_revisions.latest("number").key["blanks"]["team"][kind][-1] == row
    assert (Ruling.objects.count(), client.get(page).context["n_waiting"]) == (1, 0)


CONTRARY = [
    ({}, {"verdict": "wrong"}, "“Blue helpers” was decided meanwhile as “right” by Amina Karimi."),
    ({"verdict": "wrong"}, {}, "“Blue helpers” was decided meanwhile as “not right” by Amina Karimi."),
    (
        {"verdict": "partial", "credit": "1/4"},
        {"verdict": "partial", "credit": "1/2"},
        "“Blue helpers” was decided meanwhile as “partly right (1/4)” by Amina Karimi.",
    ),
    ({}, {"verdict": "x"}, "“Blue helpers” was decided meanwhile as “right” by Amina Karimi."),
]


def decide_as_another(client, sitting, **fields):
    """Have a colleague decide first. Who was signed in has the page of before."""
    mine, other = client.session["_auth_user_id"], teacher(sitting)
    other.name = "Amina Karimi"
    other.save()
    client.force_login(other)
    client.post(address("review-rule", sitting), ruling(sitting, **fields))
    client.force_login(User.objects.get(pk=mine))


@pytest.mark.parametrize(("first", "second", "told"), CONTRARY)
@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_a_decision_against_one_made_meanwhile_is_not_lost_in_silence(
    client, sitting, page, first, second, told, headers
):
    decide_as_another(client, sitting, **first)
    refused = client.post(address("review-rule", sitting), ruling(sitting, **second), **headers)
    assert (refused.status_code, Ruling.objects.count()) == (422, 1)
    assert told in refused.context["message"]
    assert "Your decision is not stored." in refused.content.decode()
    same = client.post(address("review-rule", sitting), ruling(sitting, **first), **headers)
    assert same.status_code == (200 if headers else 302)


def test_who_decides_on_what_was_closed_is_told(client, sitting, page, reviewer):
    stale = ruling(sitting)
    client.post(address("review-close", sitting), closing(sitting))
    refused = client.post(address("review-rule", sitting), stale)
    told = f"This answer was decided meanwhile as “not right” by {reviewer}."
    assert (refused.status_code, told in refused.context["message"]) == (422, True)
    assert client.post(address("review-rule", sitting), stale | {"verdict": "wrong"}).status_code == 302


@pytest.mark.parametrize("is_known", [True, False])
def test_who_decides_on_what_was_decided_alone_is_told(client, sitting, page, is_known):
    stale = ruling(sitting)
    if is_known:
        client.post(address("review-close", sitting), closing(sitting))
        client.post(address("regrade-undo", sitting, RegradeRun.objects.get().pk))
    client.post(single(client, sitting), {"position": "1", "points": "0.5", "reason": "Half of it"})
    refused = client.post(address("review-rule", sitting), stale)
    assert (refused.status_code, "waits no more" in refused.content.decode()) == (422, True)
    assert not Ruling.objects.exists()


def test_htmx_gets_the_queue(client, sitting, page):
    part = client.post(address("review-rule", sitting), ruling(sitting), HTTP_HX_REQUEST="true")
    assert (part.status_code, part.context["ruled"]) == (200, version_of(sitting).pk)
    assert "<html" not in part.content.decode()
    assert "counts as right" in part.content.decode()


@pytest.mark.parametrize("fields", [{"verdict": ""}, {"verdict": "x"}, {"verdict": "partial", "credit": ""}])
def test_an_unclear_ruling_is_refused(client, sitting, page, fields):
    refused = client.post(address("review-rule", sitting), ruling(sitting, **fields))
    assert (refused.status_code, Ruling.objects.count()) == (422, 0)
    assert "There is a problem" in refused.content.decode()


def test_closing_and_undoing_on_the_page(client, sitting, page):
    closed = client.post(address("review-close", sitting), closing(sitting), follow=True)
    assert (closed.status_code, closed.context["n_waiting"]) == (200, 0)
    undo = address("regrade-undo", sitting, RegradeRun.objects.get().pk)
    for _ in range(2):
        undone = client.post(undo, follow=True)
        assert undone.context["n_waiting"] == 1
        assert "Taken back. 1 score is as before." in " ".join(undone.content.decode().split())
    assert undone.redirect_chain[-1][0] == f"{page}?undone={RegradeRun.objects.get().pk}"
    for other in ("x", "0", "9999999"):
        assert client.get(page, {"undone": other}).context["undone"] is None
    assert client.post(address("review-close", sitting), {"version": "x"}).status_code == 302


def test_closing_leaves_alone_what_nobody_has_seen(client, sitting, page):
    seen = closing(sitting)
    typed(sitting, "Somebody")
    refused = client.post(address("review-close", sitting), seen)
    assert (refused.status_code, refused.context["n_waiting"], RegradeRun.objects.count()) == (422, 2, 0)
    assert "Look again before you close the question." in refused.content.decode()
    for _ in range(2):  # a button pressed twice
        assert client.post(address("review-close", sitting), closing(sitting)).status_code == 302
    assert (client.get(page).context["n_waiting"], RegradeRun.objects.count()) == (0, 1)


def single(client, sitting):
    """Return the link from the queue to the only answer that waits."""
    (link,) = re.findall(r'class="code-link"\s+href="([^"]*)"', client.get(address("review", sitting)).content.decode())
    return link


def test_a_single_answer_is_decided_without_its_name(client, sitting, reviewer):
    client.force_login(reviewer)
    seat = EnrolmentFactory(cohort=sitting.cohort, user__name="Berta Secret")
    attempt = submit(sitting, {"team": "Blue helpers"}, False, enrolment=seat)
    link = single(client, sitting)
    text = client.get(link).content.decode()
    assert "Blue helpers" in text
    assert [secret for secret in ("Secret", f"/attempts/{attempt.pk}/") if secret in text] == []
    for posted in ({"points": "2", "reason": "x"}, {"points": "0.5"}):
        assert client.post(link, posted | {"position": "1"}).status_code == 422
    decided = client.post(link, {"position": "1", "points": "0.5", "reason": "Half of it"})
    assert decided.url == f"{address('review', sitting)}#question-{version_of(sitting).pk}"
    expected = {"attempt": attempt.pk, "position": 0, "points": Decimal("0.5"), "reason": "Half of it"}
    assert Override.objects.values(*expected).get() == expected
    assert total(attempt) == 1.5
    assert client.post(link, {"position": "1", "points": "0.5", "reason": "Half of it"}).status_code == 302
    assert Override.objects.count() == 1


@pytest.mark.parametrize("is_other", [True, False])
def test_who_decides_otherwise_on_an_answer_decided_alone_is_told(client, sitting, page, reviewer, is_other):
    link = single(client, sitting)
    client.post(link, {"position": "1", "points": "0.5", "reason": "Half of it"})
    if is_other:
        client.force_login(teacher(sitting))
    for stale in ({"points": "1", "reason": "Half of it"}, {"points": "0.5", "reason": "Other"}, {"points": "x"}):
        refused = client.post(link, {"position": "1"} | stale)
        assert (refused.status_code, "Yours is not stored." in refused.content.decode()) == (422, True)
    assert Override.objects.values_list("points", "reason").get() == (Decimal("0.5"), "Half of it")
    assert client.get(link).status_code == 302


def test_a_single_answer_comes_with_what_the_author_noted(client, sitting, page):
    noted = [{"text": "Blue helpers", "also": [], "feedback": None, "note": "Whom do they help?"}]
    key = {"shared": None, "blanks": {"team": blank_key() | {"review": noted}}, "feedback": ""}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    text = strip_tags(client.get(single(client, sitting)).content.decode().partition("<details")[0])
    assert "The key leaves it to a person. Whom do they help?" in " ".join(text.split())


def test_an_answer_that_no_box_explains_is_shown_as_it_was_given(client, sitting, page):
    Response.objects.update(answer={"team": " "})
    assert [
        (group.text, group.can_be_ruled) for review in client.get(page).context["rows"] for group, _ in review[1]
    ] == [("", False)]
    refused = client.post(address("review-rule", sitting), ruling(sitting, ":"))
    assert (refused.status_code, Ruling.objects.count()) == (302, 0)


def test_an_earlier_decision_is_not_undone_below_a_later_one(client, sitting, page):
    client.post(address("review-rule", sitting), ruling(sitting))
    first = RegradeRun.objects.get()
    typed(sitting, "Somebody")
    client.post(address("review-close", sitting), closing(sitting))
    refused = client.post(address("regrade-undo", sitting, first.pk))
    assert refused.status_code == 422
    later = RegradeRun.objects.latest("pk")
    assert f"in force: “{later.reason}” ({later.by}, " in refused.content.decode()
    first.refresh_from_db()
    assert first.undone_at is None


def test_the_pages_are_for_those_who_teach(client, sitting):
    attempt = typed(sitting, "Blue helpers")
    run = rule(sitting, "Somebody else", RIGHT_FOR_ALL, UserFactory())
    post = [address("review-rule", sitting), address("review-close", sitting), address("regrade-undo", sitting, run.pk)]
    (review,) = review_queue(sitting.form_a.lesson, Attempt.objects.submitted())
    alone = address("review-answer", sitting, version_of(sitting).pk, review.groups[0].waiting[0].answer.token)
    seen = [address("review", sitting), alone]
    post.append(alone)
    assert [client.get(each).status_code for each in seen] == [302] * 2
    assert [client.post(each).status_code for each in post] == [302] * 4
    for user in (attempt.enrolment.user, teacher(make_sitting("blanks"))):
        client.force_login(user)
        assert [client.get(each).status_code for each in seen] == [404] * 2
        assert [client.post(each, ruling(sitting)).status_code for each in post] == [404] * 4
    assert Ruling.objects.count() == 1


def test_the_place_in_a_quota_is_asked_for(client):
    sitting = make_sitting("blanks")
    key = {"shared": None, "blanks": {"team": {**blank_key(), "quota": QUOTA}}, "feedback": ""}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    submit(sitting, {"team": "Village elders"})
    client.force_login(teacher(sitting))
    data = ruling(sitting, "team:villageelder")
    assert client.post(address("review-rule", sitting), data).status_code == 422
    assert client.post(address("review-rule", sitting), {**data, "fills": "type"}).status_code == 302
    entries = version_of(sitting).key_revisions.latest("number").key["blanks"]["team"]["quota"]["entries"]
    ruled = {"text": "village elder", "also": [], "feedback": None, "fills": "type", "alone": None, "ruled": True}
    assert entries[-1] == ruled
