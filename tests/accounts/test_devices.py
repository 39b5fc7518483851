"""Where somebody is signed in, ending it from elsewhere, and handing a device to another person."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions import end_sessions
from accounts.agents import device_of
from accounts.models import SignIn
from tests.accounts.people import PASSWORD
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
DEVICES, SWITCH = "/account/devices/", "/account/switch/"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def signed_in(user, agent):
    client = Client(headers={"User-Agent": agent})
    client.post("/account/sign-in/", {"login": user.username, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/account/password/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, "Chrome, Android"),
        (LAPTOP, "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130", "Edge, Windows"),
        ("curl/8", "?"),
        ("", "?"),
        ("\x00\ud800 firefox" + "x" * 100_000, "Firefox"),
    ],
)
def test_devices_have_names_that_people_know(agent, device):
    assert device_of(agent) == device


def test_the_page_lists_each_device_and_ends_one(client):
    user = UserFactory()
    phone, laptop = signed_in(user, PHONE), signed_in(user, LAPTOP)
    page = laptop.get(DEVICES)
    assert (page.context["here"].device, [each.device for each in page.context["others"]]) == (
        "Firefox, Linux",
        ["Chrome, Android"],
    )
    there = page.context["others"][0].pk
    for _ in range(2):
        assert laptop.post(DEVICES, {"end": there}).status_code == 302
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert [each.device for each in SignIn.objects.all()] == ["Firefox, Linux"]


def test_everywhere_else_is_everywhere_but_here():
    user = UserFactory()
    phone, laptop = signed_in(user, PHONE), signed_in(user, LAPTOP)
    unknown = Client()
    unknown.force_login(user)
    assert laptop.post(DEVICES, {"everywhere": "yes"}).status_code == 302
    assert [is_in(each) for each in (phone, unknown, laptop)] == [False, False, True]
    assert [each.device for each in laptop.get(DEVICES).context["others"]] == []


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "9" * 30, "\x00", "²"])
def test_nobody_ends_what_is_not_theirs(value):
    theirs = UserFactory()
    phone = signed_in(theirs, PHONE)
    mine = signed_in(UserFactory(), LAPTOP)
    for end in (value, str(SignIn.objects.get(user=theirs).pk)):
        assert mine.post(DEVICES, {"end": end}).status_code == 302
    assert is_in(phone)


def test_sessions_that_are_over_are_not_listed():
    user = UserFactory()
    phone, laptop = signed_in(user, PHONE), signed_in(user, LAPTOP)
    phone.post("/account/sign-out/")
    assert [each.device for each in laptop.get(DEVICES).context["others"]] == []


def test_learners_have_devices_too_and_a_pin_brings_one_back(client):
    cohort = CohortFactory(join_code="7KQ4MP")
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    client.post("/join/7KQ4MP/", {"name": "Amina Diallo", "join_token": "t"})
    client.post("/join/7KQ4MP/pin/", {"pin": "482193"}, headers={"User-Agent": PHONE})
    assert client.get(DEVICES).context["here"].device == "Chrome, Android"


def test_a_new_stamp_ends_sessions_and_an_empty_one_changes_no_hash():
    user = UserFactory()
    before = user.get_session_auth_hash()
    assert super(type(user), user)._get_session_auth_hash() == before
    end_sessions(user=user)
    assert user.get_session_auth_hash() != before


def test_devices_are_for_who_is_signed_in(client):
    assert client.get(DEVICES).status_code == 302
    assert client.post(DEVICES, {"everywhere": "yes"}).status_code == 302


def test_switching_signs_out_and_leads_to_the_door_of_the_next_person(client):
    learner = EnrolmentFactory().user
    client.force_login(learner)
    assert f"Are you not <bdi>{learner.name}</bdi>?" in client.get(SWITCH).content.decode()
    assert "_auth_user_id" in client.session
    for _ in range(2):
        assert client.post(SWITCH)["Location"] == "/join/"
    assert Session.objects.count() == 0
    client.force_login(UserFactory())
    assert client.post(SWITCH)["Location"] == "/account/sign-in/"


def test_every_page_of_a_learner_offers_the_switch_and_staff_have_their_account(client):
    client.force_login(EnrolmentFactory().user)
    page = client.get("/").content.decode()
    assert f'href="{SWITCH}"' in page
    assert "/account/second-step/" not in page
    client.force_login(EnrolmentFactory(instructor=True).user)
    page = client.get("/").content.decode()
    assert 'href="/account/second-step/"' in page
    assert f'href="{SWITCH}"' not in page


def test_confirming_who_one_is_and_a_new_password_renew_the_session():
    user = UserFactory()
    laptop = signed_in(user, LAPTOP)
    keys = [laptop.session.session_key]
    laptop.post("/account/confirm/", {"password": PASSWORD})
    keys.append(laptop.session.session_key)
    new = "a long enough password"
    laptop.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    keys.append(laptop.session.session_key)
    assert len(set(keys)) == 3
    assert [each.session_key for each in SignIn.objects.all()] == [keys[-1]]
    assert laptop.get(DEVICES).context["here"].device == "Firefox, Linux"
