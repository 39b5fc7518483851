"""Ratings of what groups present, and guests with a code."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import FailedTry
from activities.actions.ratings import (
    OtherDeviceError,
    RatingRefusedError,
    make_passes,
    open_pass,
    rate,
)
from activities.actions.runs import end_run, set_tasks
from activities.guest_codes import CODE_LENGTH, clean_guest_code, code_digests, new_guest_code
from activities.models import Activity, ActivityRun, GuestPass, Rating
from activities.reports.ratings import results_of, turns_of
from activities.views import guests as guest_views
from activities.views import ratings as rating_views
from tests.activities.factories import CHECKLIST, DEBRIEF, PREPARATION, PROMPT, RATING, GroupFactory, RunFactory
from tests.factories import NOW, EnrolmentFactory, PhaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    run = RunFactory(activity__board=None, activity__rating=RATING, activity__kind="briefing")
    for name in ("Blue", "Green"):
        GroupFactory(cohort=run.cohort, name=name)
    return run


def group(run, name="Blue"):
    return run.cohort.groups.get(name=name)


def learner(run, in_group=None):
    return EnrolmentFactory(cohort=run.cohort, group=in_group)


def give(run, rater, values=(7, 8), comments=("Clear",), name="Blue"):
    return rate(run=run, group=group(run, name), rater=rater, values=values, comments=comments, now=NOW)


def make_guest(run, label="Guest 1"):
    (slip,) = make_passes(run=run, labels=[label], now=NOW)
    return slip.code, GuestPass.objects.get(label=label)


def test_a_rating_sent_again_replaces_the_first(run):
    seat = learner(run)
    assert give(run, seat) == give(run, seat, values=(9, None), comments=("",))
    rating = Rating.objects.get()
    assert (rating.values, rating.comments, rating.seat, rating.guest) == ([9, None], [""], seat, None)


def test_the_own_group_another_cohorts_and_after_the_end_is_refused(run):
    own, other = learner(run, group(run)), learner(run)
    with pytest.raises(RatingRefusedError):
        give(run, own)
    with pytest.raises(RatingRefusedError):
        rate(run=run, group=GroupFactory(), rater=other, values=(1, 1), comments=("",), now=NOW)
    end_run(run=run, now=NOW)
    with pytest.raises(RatingRefusedError):
        give(run, other)
    assert Rating.objects.count() == 0


def test_nothing_is_told_until_three_have_rated(run):
    for n, values in enumerate([(7, 8), (8, None)]):
        give(run, learner(run), values, (f"Comment {n}",))
    blue, green = results_of(run)
    assert (blue.n_raters, blue.is_hidden, blue.scales, blue.comments) == (2, True, (), ())
    give(run, make_guest(run)[1], (10, 9), ("A comment",))
    blue, green = results_of(run)
    assert [(scale.label, scale.n, scale.mean, scale.shown) for scale in blue.scales] == [
        ("Accuracy", 3, Fraction(25, 3), "8.3"),
        ("Teamwork", 2, None, ""),
    ]
    assert blue.comments == [("What I liked", ["A comment", "Comment 0", "Comment 1"])]
    assert green.is_hidden


@pytest.mark.parametrize(
    "rating",
    [
        RATING | {"scales": ["Teamwork", "Accuracy"]},
        RATING | {"scales": ["Accuracy", "Teamwork", "Posture"], "comments": ["What I liked", "What else"]},
        None,
    ],
    ids=["swapped", "added", "taken away"],
)
def test_a_run_keeps_the_form_that_it_began_with(client, run, rating):
    seats = [learner(run) for _ in range(3)]
    for seat in seats:
        give(run, seat)
    Activity.objects.update(rating=rating)
    client.force_login(run.created_by)
    blue = client.get(f"/runs/{run.pk}/ratings/").context["results"][0]
    assert [(scale.label, scale.shown) for scale in blue.scales] == [("Accuracy", "7.0"), ("Teamwork", "8.0")]
    assert blue.comments == [("What I liked", ["Clear"] * 3)]
    assert client.get(f"/runs/{run.pk}/ratings/table.csv").status_code == 200
    assert client.post(f"/runs/{run.pk}/guests/", {"guests": ""}).status_code == 422
    client.force_login(seats[0].user)
    form = client.get(rating_page(run)).context["form"]
    assert ([field.label for field in form.scales], form["scale-1"].value()) == (["Accuracy", "Teamwork"], 8)
    assert client.post(rating_page(run), FORM).status_code == 302


def test_turns_follow_the_order_and_leave_the_own_group_out(run):
    set_tasks(run=run, tasks=[(group(run, "Green"), "UN"), (group(run, "Blue"), "National")])
    run.refresh_from_db()
    GroupFactory(cohort=run.cohort, name="Amber")
    assert [(turn.group.name, turn.task) for turn in turns_of(run)] == [
        ("Green", "UN"),
        ("Blue", "National"),
        ("Amber", ""),
    ]
    seat = learner(run, group(run, "Blue"))
    assert [turn.group.name for turn in turns_of(run, seat=seat)] == ["Green", "Amber"]


def test_codes_are_kept_as_digests_and_typed_in_any_form():
    code = new_guest_code()
    assert len(code) == CODE_LENGTH
    assert clean_guest_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert code not in code_digests(code)[0]
    assert code_digests(code.lower()) == code_digests(code)


def test_a_former_key_still_finds_a_code(run, settings):
    code, guest = make_guest(run)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert guest.code_digest in code_digests(code)


def test_a_guest_who_has_not_come_gets_another_code_and_one_who_has_keeps_it(run):
    first, guest = make_guest(run)
    second, again = make_guest(run)
    assert (guest.pk, GuestPass.objects.count(), first != second) == (again.pk, 1, True)
    open_pass(guest=guest, device="phone", now=NOW)
    assert make_passes(run=run, labels=["Guest 1"], now=NOW) == []


def test_a_code_works_on_the_first_device_only(run):
    _code, guest = make_guest(run)
    for _ in range(2):
        assert open_pass(guest=guest, device="phone", now=NOW).used_at == NOW
    with pytest.raises(OtherDeviceError):
        open_pass(guest=guest, device="laptop", now=NOW)


# --- pages ------------------------------------------------------------------------------------------


def rating_page(run, name="Blue"):
    return f"/runs/{run.pk}/rate/{group(run, name).pk}/"


FORM = {"scale-0": "7", "scale-1": "", "comment-0": " Clear "}


def test_a_learner_rates_other_groups(client, run):
    seat = learner(run, group(run, "Green"))
    client.force_login(seat.user)
    response = client.get(f"/runs/{run.pk}/rate/")
    assert [turn.group.name for turn, _ in response.context["turns"]] == ["Blue"]
    assert client.get(rating_page(run, "Green")).status_code == 404
    for _ in range(2):
        response = client.post(rating_page(run), FORM)
        assert (response.status_code, response["Location"]) == (302, f"/runs/{run.pk}/rate/")
    rating = Rating.objects.get()
    assert (rating.values, rating.comments, rating.seat) == ([7, None], ["Clear"], seat)
    assert client.get(rating_page(run)).context["form"]["scale-0"].value() == 7


@pytest.mark.parametrize("form", [{}, {"scale-0": "11"}, {"scale-0": "0"}, {"comment-0": "x" * 1001}])
def test_an_empty_or_wrong_form_is_shown_again(client, run, form):
    client.force_login(learner(run).user)
    assert client.post(rating_page(run), form).status_code == 422
    assert Rating.objects.count() == 0


def test_after_the_end_a_rating_is_refused_and_what_was_typed_stays(client, run):
    client.force_login(learner(run).user)
    end_run(run=run, now=NOW)
    response = client.post(rating_page(run), FORM)
    assert (response.status_code, response.context["form"]["comment-0"].value()) == (409, " Clear ")


def test_sent_with_htmx_the_form_alone_is_answered_and_a_kept_rating_leads_back(client, run):
    client.force_login(learner(run).user)
    htmx = {"HX-Request": "true"}
    response = client.post(rating_page(run), {"scale-0": "11"}, headers=htmx)
    assert (response.status_code, response.content.lstrip()[:27]) == (422, b'<div class="stack-l" id="ra')
    response = client.post(rating_page(run), FORM, headers=htmx)
    assert (response.status_code, response["HX-Redirect"]) == (200, f"/runs/{run.pk}/rate/")
    assert Rating.objects.get().values == [7, None]
    end_run(run=run, now=NOW)
    response = client.post(rating_page(run), FORM, headers=htmx)
    assert (response.status_code, b"Your rating was not kept." in response.content) == (409, True)
    assert b"<h1>" not in response.content


def test_strangers_and_unknown_people_stay_out(client, run):
    staff = [f"/runs/{run.pk}/ratings/", f"/runs/{run.pk}/ratings/table.csv", f"/runs/{run.pk}/guests/slips/"]
    paths = [f"/runs/{run.pk}/rate/", rating_page(run), *staff]
    assert [client.get(path).status_code for path in paths] == [302] * 5
    assert client.post(f"/runs/{run.pk}/guests/").status_code == 302
    for seat in (EnrolmentFactory(), EnrolmentFactory(instructor=True)):
        client.force_login(seat.user)
        assert [client.get(path).status_code for path in paths] == [404] * 5
    client.force_login(learner(run).user)
    assert [client.get(path).status_code for path in paths] == [200, 200, 404, 404, 404]


def test_a_rehearsal_is_not_rated(client, run):
    ActivityRun.objects.update(is_rehearsal=True)
    client.force_login(learner(run).user)
    assert [client.get(path).status_code for path in (f"/runs/{run.pk}/rate/", rating_page(run))] == [404, 404]


def test_staff_sees_results_without_names(client, run):
    seats = [EnrolmentFactory(cohort=run.cohort, user__name=f"Rater {n}") for n in range(3)]
    for seat in seats:
        give(run, seat)
    client.force_login(run.created_by)
    page = client.get(f"/runs/{run.pk}/ratings/").content.decode()
    assert ("7.0" in page, "Clear" in page, "Rater" in page) == (True, True, False)


def test_ratings_are_kept_as_a_table_without_names_and_without_what_too_few_have_said(client, run):
    set_tasks(run=run, tasks=[(group(run), "=Mandate"), (group(run, "Green"), "")])
    for n, comment in enumerate(["Clear", "=1+1", ""]):
        seat = EnrolmentFactory(cohort=run.cohort, user__name=f"Rater {n}")
        give(run, seat, values=(7 + n, None), comments=(comment,))
        give(run, seat, name="Green") if n < 2 else None
    client.force_login(run.created_by)
    answer = client.get(f"/runs/{run.pk}/ratings/table.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="ratings-{run.pk}.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Group,Task,Ratings,Scale or question,Average,Given by,Comment",
        "Blue,'=Mandate,3,Accuracy,8.0,3,",
        "Blue,'=Mandate,3,Teamwork,,0,",
        "Blue,'=Mandate,3,What I liked,,,'=1+1",
        "Blue,'=Mandate,3,What I liked,,,Clear",
        "Green,,2,Too few ratings to show.,,,",
    ]


@pytest.mark.parametrize("n_raters", [3, 60])
def test_the_number_of_queries_is_constant(client, run, n_raters, django_assert_num_queries):
    for _ in range(n_raters):
        give(run, learner(run))
    client.force_login(run.created_by)
    with django_assert_num_queries(6):
        client.get(f"/runs/{run.pk}/ratings/")


def test_slips_are_shown_for_minutes_after_they_were_made(client, run, monkeypatch):
    client.force_login(run.created_by)
    response = client.post(f"/runs/{run.pk}/guests/", {"guests": "Guest 1\n\n Guest  2 \n"})
    assert response["Location"] == f"/runs/{run.pk}/guests/slips/"
    for _ in range(2):
        slips = client.get(response["Location"]).context["slips"]
        assert [label for label, _code in slips] == ["Guest 1", "Guest 2"]
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(rating_views.timezone, "now", lambda: later)
    assert client.get(response["Location"])["Location"] == f"/runs/{run.pk}/ratings/"
    for wrong, said in (("A\nB\n a\nA", "“A” stands there twice"), ("x" * 81, "is longer than")):
        refused = client.post(f"/runs/{run.pk}/guests/", {"guests": wrong})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    nobody = client.post(f"/runs/{run.pk}/guests/", {"guests": " \n"})
    assert (nobody.status_code, "Write at least one guest." in nobody.text) == (422, True)


def said_after(client, run, *lines):
    """Ask for slips and return what the next page says."""
    response = client.post(f"/runs/{run.pk}/guests/", {"guests": "\n".join(lines)}, follow=True)
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_how_many_slips_were_made_is_said_and_which_guests_have_none(client, run):
    client.force_login(run.created_by)
    assert said_after(client, run, "Guest 1") == [("success", "1 slip was made.")]
    assert said_after(client, run, "", "Guest 1", " Guest  2") == [("success", "2 slips were made.")]
    open_pass(guest=GuestPass.objects.get(label="Guest 1"), device="phone", now=NOW)
    come = ("warning", "Without a new slip, because they have opened theirs already: Guest 1")
    assert said_after(client, run, "Guest 1", "Guest 2") == [("success", "1 slip was made."), come]
    assert said_after(client, run, "Guest 1") == [come]


def test_a_guest_types_the_code_begins_and_rates_without_an_account(client, run):
    code, guest = make_guest(run)
    response = client.post("/rate/", {"code": f" {code[:4].lower()} {code[4:]}"})
    assert (response.status_code, response["Location"]) == (302, f"/rate/{code}/")
    assert client.get(f"/rate/{code}/{group(run).pk}/")["Location"] == f"/rate/{code}/"
    assert "Begin" in client.get(f"/rate/{code}/").content.decode()
    guest.refresh_from_db()
    assert guest.used_at is None
    for _ in range(2):
        assert client.post(f"/rate/{code}/").status_code == 302
    cookie = client.cookies["guest_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert [turn.group.name for turn, _ in client.get(f"/rate/{code}/").context["turns"]] == ["Blue", "Green"]
    for _ in range(2):
        assert client.post(f"/rate/{code}/{group(run).pk}/", FORM)["Location"] == f"/rate/{code}/"
    rating = Rating.objects.get()
    assert (rating.guest, rating.seat, rating.values) == (guest, None, [7, None])


def test_another_device_does_not_get_in_with_a_used_code(client, run):
    code, _guest = make_guest(run)
    client.post(f"/rate/{code}/")
    other = Client()
    address = f"/rate/{code}/{group(run).pk}/"
    answers = [other.get(f"/rate/{code}/"), other.post(f"/rate/{code}/"), other.get(address), other.post(address, FORM)]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert Rating.objects.count() == 0


def test_guessing_guest_codes_stops(client, run, monkeypatch):
    monkeypatch.setattr(guest_views, "CODE_TRIES", 3)
    code, _guest = make_guest(run)
    assert client.post("/rate/", {"code": "short"}).status_code == 422
    tries = [client.post("/rate/", {"code": "AAAAAAAA"}), client.get("/rate/AAAAAAAA/"), client.get("/rate/A/1/")]
    assert [answer.status_code for answer in tries] == [422, 404, 404]
    assert list(FailedTry.objects.values_list("scope", flat=True)) == ["guest"] * 3
    refused = [client.post("/rate/", {"code": code}), client.get(f"/rate/{code}/")]
    assert [answer.status_code for answer in refused] == [429, 429]
    assert client.get(f"/rate/{code}/", REMOTE_ADDR="10.0.0.2").status_code == 200


@pytest.mark.parametrize("is_over", [False, True])
def test_learners_and_guests_get_nothing_for_the_instructor(client, run, is_over):
    PhaseFactory(activity=run.activity, prompts=[PROMPT], instructions="TOKEN-INSTRUCTIONS")
    code, guest = make_guest(run)
    bodies = [client.get(f"/rate/{code}/").content.decode()]
    client.post(f"/rate/{code}/")
    seat = learner(run)
    give(run, seat)
    give(run, guest)
    if is_over:
        end_run(run=run, now=NOW)
    guest_paths = [f"/rate/{code}/", f"/rate/{code}/{group(run).pk}/"]
    bodies += [client.get(path).content.decode() for path in guest_paths]
    bodies += [client.post(guest_paths[1], {}).content.decode()]
    client.force_login(seat.user)
    bodies += [client.get(path).content.decode() for path in (f"/runs/{run.pk}/rate/", rating_page(run))]
    tokens = [CHECKLIST, DEBRIEF, PREPARATION, PROMPT, "TOKEN-INSTRUCTIONS"]
    assert [token for body in bodies for token in tokens if token in body] == []
    assert client.get(f"/runs/{run.pk}/").status_code == 404
