"""Joining by code, name and PIN; looking after a cohort."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FailedTry
from courses import shown_pins
from courses.codes import is_pin_right
from courses.models import Cohort, Enrolment
from courses.views import joining
from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
JOIN = "/join/"


@pytest.fixture
def cohort():
    return CohortFactory(join_code="7KQ4MP", name="March cohort")


def name_page(cohort):
    return reverse("courses:join-name", args=[cohort.join_code])


def test_a_code_in_any_form_leads_to_the_name(client, cohort):
    for typed in ("7KQ4MP", " 7kq-4mp "):
        response = client.post(JOIN, {"code": typed})
        assert (response.status_code, response["Location"]) == (302, name_page(cohort))


@pytest.mark.parametrize(
    ("typed", "says"), [("", "Type the code from the classroom screen."), ("ABCDEF", "No class has this code.")]
)
def test_a_wrong_code_says_what_to_do(client, cohort, typed, says):
    response = client.post(JOIN, {"code": typed})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_wrong_code_counts_wherever_it_is_tried(client, cohort):
    client.post(JOIN, {"code": "ABCDEF"})
    client.get("/join/ABCDEF/")
    client.get("/join/ABCDEF/pin/")
    assert list(FailedTry.objects.values_list("scope", flat=True)) == ["code"] * 3


def test_guessing_codes_stops_on_every_page_and_says_what_to_do(client, cohort, monkeypatch):
    monkeypatch.setattr(joining, "CODE_TRIES", 3)
    assert [client.get("/join/ABCDEF/").status_code for _ in range(3)] == [404] * 3
    answers = [client.post(JOIN, {"code": "7KQ4MP"}), client.get(name_page(cohort))]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert all("Too many wrong class codes" in answer.content.decode() for answer in answers)
    assert client.get(name_page(cohort), REMOTE_ADDR="10.0.0.2").status_code == 200


def test_a_prankster_keeps_no_class_out(client, cohort):
    client.post(JOIN, {"code": "ABCDEF"})
    [wrong] = FailedTry.objects.values("scope", "key", "address", "at")
    FailedTry.objects.bulk_create(FailedTry(**wrong) for _ in range(149))
    assert client.post(JOIN, {"code": "7KQ4MP"}).status_code == 302


def test_joining_takes_code_name_and_shows_the_pin_until_it_is_noted(client, cohort):
    assert client.get(name_page(cohort)).status_code == 200
    response = client.post(name_page(cohort), {"name": "Amina Diallo", "join_token": "t1"})
    assert (response.status_code, response["Location"]) == (302, "/joined/")
    seat = Enrolment.objects.get()
    pin = client.session["pin_to_show"]["pin"]
    assert is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest)
    for _ in range(2):
        assert f"{pin[:3]} {pin[3:]}" in client.get("/joined/").content.decode()
    assert client.post("/joined/").status_code == 302
    assert client.get("/joined/").status_code == 302
    assert client.get("/").context["today"].studies[0].cohort == cohort


def test_a_pin_left_in_the_session_is_not_shown_later(client, cohort, monkeypatch):
    client.post(name_page(cohort), {"name": "Amina Diallo", "join_token": "t1"})
    monkeypatch.setattr(shown_pins, "LIFE", timedelta(seconds=-1))
    assert client.get("/joined/").status_code == 302
    assert "pin_to_show" not in client.session


@pytest.mark.parametrize("typed", ["", "   ", "...", "\u200b", "\ufdfa" * 20, "12345", "👍 7"])
def test_a_name_needs_letters(client, cohort, typed):
    response = client.post(name_page(cohort), {"name": typed, "join_token": "t1"})
    assert response.status_code == 422
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?next=/attempts/7/", "/attempts/7/"),
        ("", "/"),
        ("?next=https://elsewhere.example/", "/"),
        ("?next=//elsewhere.example/", "/"),
        ("?next=javascript:alert(1)", "/"),
    ],
)
def test_somebody_who_was_signed_out_comes_back_to_the_page_they_were_on(client, cohort, query, place):
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    response = client.post(name_page(cohort) + query, {"name": "amina diallo", "join_token": "t1"})
    assert response["Location"] == f"/join/7KQ4MP/pin/{query}"
    assert client.post(response["Location"], {"pin": "482193"})["Location"] == place


def ask(client, cohort, name, **said):
    return client.post(name_page(cohort), {"name": name, "join_token": "t", **said})


def test_the_same_words_in_another_order_are_asked_about_and_yes_goes_on_as_that_learner(client, cohort):
    waiting = EnrolmentFactory(cohort=cohort, user__name="Süresh Thapa")
    response = ask(client, cohort, "THAPA Suresh")
    html = response.content.decode()
    assert (response.status_code, "Are you <bdi>Suresh THAPA</bdi>?" in html, "Süresh" in html) == (200, True, False)
    assert Enrolment.objects.get().joined_at is None
    yes = response.context["yes"].initial
    assert ask(client, cohort, yes["name"], join_token=yes["join_token"])["Location"] == "/joined/"
    seat = Enrolment.objects.get()
    assert (seat.pk, seat.user.name, seat.joined_at is None) == (waiting.pk, "Süresh Thapa", False)
    assert (
        ask(Client(), cohort, yes["name"], join_token="another phone")["Location"] == f"/join/{cohort.join_code}/pin/"
    )


def test_no_goes_on_as_somebody_new_who_is_not_asked_again(client, cohort):
    EnrolmentFactory(cohort=cohort, user__name="Suresh Thapa")
    no = ask(client, cohort, "Thapa Suresh").context["no"].initial
    for _ in range(2):
        assert ask(client, cohort, no["name"], join_token=no["join_token"], is_another="True").status_code == 302
    assert sorted(Enrolment.objects.values_list("user__name", flat=True)) == ["Suresh Thapa", "Thapa Suresh"]
    for name in ("Thapa Suresh", "Suresh Thapa"):
        assert ask(Client(), cohort, name).status_code == 302


def test_who_is_on_no_roster_and_says_no_is_told_so(client, cohort):
    Cohort.objects.update(joining="roster")
    EnrolmentFactory(cohort=cohort, user__name="Suresh Thapa")
    assert ask(client, cohort, "Thapa Suresh").status_code == 200
    assert ask(client, cohort, "Thapa Suresh", is_another="True").status_code == 422
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("others", [["A Thapa"], ["Suresh Thapa A"], ["Suresh B Thapa", "B Suresh Thapa"], ["Suresh"]])
def test_nobody_is_asked_about_other_words_or_about_one_of_several(client, cohort, others):
    for name in others:
        EnrolmentFactory(cohort=cohort, user__name=name)
    EnrolmentFactory(user__name="Suresh Thapa")  # of another cohort
    typed = "Thapa Suresh B" if len(others) == 2 else "Thapa Suresh"
    assert ask(client, cohort, typed)["Location"] == "/joined/"


def test_an_archived_cohort_asks_nobody(client, cohort):
    EnrolmentFactory(cohort=cohort, user__name="Suresh Thapa")
    Cohort.objects.update(archived_at=timezone.now())
    assert ask(client, cohort, "Thapa Suresh").status_code == 422


def test_questions_about_the_order_are_counted_and_end(client, cohort, monkeypatch):
    monkeypatch.setattr(joining, "ORDER_TRIES", 2)
    EnrolmentFactory(cohort=cohort, user__name="Suresh Thapa")
    answers = [ask(Client(), cohort, "Thapa Suresh").status_code for _ in range(3)]
    assert (answers, FailedTry.objects.filter(scope="order").count()) == ([200, 200, 302], 2)


def test_an_unknown_name_of_a_roster_is_told_what_to_do(client):
    cohort = CohortFactory(joining=Cohort.Joining.ROSTER)
    response = client.post(name_page(cohort), {"name": "Nobody Known", "join_token": "t1"})
    assert response.status_code == 422
    assert "not on the list" in response.content.decode()


def test_somebody_comes_back_with_a_pin(client, cohort):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    response = client.post(name_page(cohort), {"name": "amina diallo", "join_token": "t2"})
    pin_page = reverse("courses:join-pin", args=[cohort.join_code])
    assert response["Location"] == pin_page
    assert client.get(pin_page).status_code == 200
    assert client.post(pin_page, {"pin": "12"}).status_code == 422
    assert client.post(pin_page, {"pin": "000 000"}).status_code == 422
    assert client.post(pin_page, {"pin": "482 193"})["Location"] == "/"
    assert int(client.session["_auth_user_id"]) == seat.user.pk


def test_who_is_on_the_list_and_never_came_is_sent_to_the_slip(client, cohort):
    """A printed slip gives a seat its PIN before anybody has come in."""
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    Enrolment.objects.update(joined_at=None)
    asked = {"name": "amina diallo", "join_token": "t1"}
    page = client.post(name_page(cohort), asked, follow=True).content.decode()
    told = ("is on the printed slip from your instructor", "No slip?", "has joined already", "Forgot it?")
    assert [words in page for words in told] == [True, True, False, False]
    pin_page = reverse("courses:join-pin", args=[cohort.join_code])
    assert "Type the PIN that is on your slip." in client.post(pin_page, {"pin": " "}).content.decode()
    assert client.post(pin_page, {"pin": "482193"})["Location"] == "/"
    # From now on somebody of this name has joined.
    page = Client().post(name_page(cohort), asked, follow=True).content.decode()
    assert [words in page for words in told] == [False, False, True, True]


def test_a_namesake_who_comes_for_the_first_time_takes_the_waiting_seat(client, cohort):
    EnrolmentFactory(cohort=cohort, user__name="Mohamed Ali", pin="482193")
    waiting = EnrolmentFactory(cohort=cohort, user__name="Mohamed Ali")
    page = client.post(name_page(cohort), {"name": "mohamed ali", "join_token": "t1"}, follow=True)
    assert "I have no PIN yet" in page.content.decode()
    form = page.context["first_time"]
    for _ in range(2):
        response = client.post(name_page(cohort), form.initial)
        assert (response.status_code, response["Location"]) == (302, "/joined/")
    assert int(client.session["_auth_user_id"]) == waiting.user.pk
    again = Client().post(name_page(cohort), {"name": "mohamed ali", "join_token": "t2"}, follow=True)
    assert "I have no PIN yet" not in again.content.decode()


def test_who_has_a_password_is_sent_to_the_sign_in(client, cohort):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina", pin="482193")
    client.post(name_page(cohort), {"name": "Amina", "join_token": "t1"})
    seat.user.is_staff = True
    seat.user.save()
    pin_page = reverse("courses:join-pin", args=[cohort.join_code])
    for page, typed in [(pin_page, {"pin": "482193"}), (name_page(cohort), {"name": "Amina", "join_token": "t2"})]:
        response = client.post(page, typed)
        assert response.status_code == 422
        assert "Sign in with your password" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_pins_stops(client, cohort):
    EnrolmentFactory(cohort=cohort, user__name="Amina", pin="482193")
    client.post(name_page(cohort), {"name": "Amina", "join_token": "t2"})
    pin_page = reverse("courses:join-pin", args=[cohort.join_code])
    assert [client.post(pin_page, {"pin": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]


def test_the_pin_page_without_a_name_asks_for_the_name(client, cohort):
    assert client.get(reverse("courses:join-pin", args=[cohort.join_code]))["Location"] == name_page(cohort)


def test_an_unknown_code_in_the_address_is_not_found(client):
    assert client.get("/join/NOSUCH/").status_code == 404


def test_somebody_signed_in_is_told_before_changing_places(client, cohort):
    client.force_login(EnrolmentFactory(user__name="Binta Sow").user)
    assert "Binta Sow" in client.get(name_page(cohort)).content.decode()


@pytest.fixture
def staffed(cohort):
    return {
        "cohort": cohort,
        "seat": EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193"),
        "instructor": EnrolmentFactory(cohort=cohort, instructor=True).user,
        "stranger": EnrolmentFactory(instructor=True).user,
    }


@pytest.mark.parametrize("page", ["cohort", "poster"])
def test_cohort_pages_are_for_its_staff(client, staffed, page):
    target = reverse(f"courses:{page}", args=[staffed["cohort"].pk])
    assert client.get(target).status_code == 302
    for who, status in [(staffed["seat"].user, 404), (staffed["stranger"], 404), (staffed["instructor"], 200)]:
        client.force_login(who)
        assert client.get(target).status_code == status


def test_the_poster_shows_code_and_address_and_warns_of_an_address_phones_cannot_reach(client, staffed, settings):
    client.force_login(staffed["instructor"])
    target = reverse("courses:poster", args=[staffed["cohort"].pk])
    page = client.get(target, headers={"host": "127.0.0.1"})
    assert (page.context["join"].is_loopback, "7KQ 4MP" in page.content.decode()) == (True, True)
    assert "make run HOST=0.0.0.0</bdi>" in page.content.decode()
    page = client.get(target, headers={"host": "127.0.0.1:8001"})
    assert "make run HOST=0.0.0.0 PORT=8001</bdi>" in page.content.decode()
    settings.PUBLIC_ADDRESS = "http://192.168.8.1:8000"
    page = client.get(target)
    assert (page.context["join"].is_loopback, page.context["join"].address) == (False, "192.168.8.1:8000")


def test_staff_give_a_new_pin(client, staffed):
    seat = staffed["seat"]
    target = reverse("courses:new-pin", args=[staffed["cohort"].pk, seat.pk])
    client.force_login(staffed["stranger"])
    assert client.post(target).status_code == 404
    client.force_login(staffed["instructor"])
    cohort_page = reverse("courses:cohort", args=[staffed["cohort"].pk])
    assert client.get(target)["Location"] == cohort_page
    assert client.post(target)["Location"] == target
    pin = client.get(target).context["pin"]
    seat.refresh_from_db()
    assert is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest)
    assert client.get(target)["Location"] == cohort_page
    part = client.post(target, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_staff_get_no_pin_for_an_account_with_rights(client, staffed):
    seat = staffed["seat"]
    EnrolmentFactory(director=True, user=seat.user)
    client.force_login(staffed["instructor"])
    response = client.post(reverse("courses:new-pin", args=[staffed["cohort"].pk, seat.pk]))
    assert (response.status_code, response.context["pin"]) == (422, None)
    assert "signs in with a password" in response.content.decode()


def test_staff_close_and_open_studying(client, staffed):
    cohort = staffed["cohort"]
    target = reverse("courses:study", args=[cohort.pk])
    client.force_login(staffed["stranger"])
    assert client.post(target, {"open": "no"}).status_code == 404
    assert client.get(target).status_code == 404
    client.force_login(staffed["instructor"])
    assert client.get(target)["Location"] == reverse("courses:cohort", args=[cohort.pk])
    for choice, is_open in [("no", False), ("no", False), ("yes", True)]:
        assert client.post(target, {"open": choice}).status_code == 302
        cohort.refresh_from_db()
        assert cohort.is_study_open is is_open


@pytest.mark.parametrize(("joining", "is_main"), [("open", True), ("roster", True), ("closed", False)])
def test_showing_the_code_is_the_main_button_while_people_may_join(client, staffed, joining, is_main):
    cohort = staffed["cohort"]
    type(cohort).objects.update(joining=joining)
    client.force_login(staffed["instructor"])
    page = client.get(reverse("courses:cohort", args=[cohort.pk])).content.decode()
    button = f'<a class="btn{"" if is_main else " alt"}" href="{reverse("courses:poster", args=[cohort.pk])}">'
    assert button in page


@pytest.mark.parametrize("n_learners", [3, 30])
def test_the_cohort_page_has_a_constant_number_of_queries(client, staffed, n_learners, django_assert_num_queries):
    EnrolmentFactory.create_batch(n_learners, cohort=staffed["cohort"])
    client.force_login(staffed["instructor"])
    with django_assert_num_queries(6):
        client.get(reverse("courses:cohort", args=[staffed["cohort"].pk]))
