"""Signing in in two steps: setting it up, using it, losing it, and who must have it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from fido2.webauthn import AttestedCredentialData

from accounts.access import new_password_path
from accounts.actions import create_learner_account, remove_second_step
from accounts.adapter import SecondStepAdapter
from accounts.models import User
from tests.accounts.people import PASSWORD, SECRET, code_now, forget_used_codes, recovery_codes, with_app
from tests.factories import CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN, STEP = "/account/sign-in/", "/account/second-step/code/"
INDEX, APP, CODES = "/account/second-step/", "/account/second-step/app/", "/account/second-step/recovery-codes/"


def sign_in(client, user):
    return client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_setting_up_an_app_takes_the_code_it_shows_and_gives_recovery_codes(client):
    sign_in(client, UserFactory(username="director"))
    page = client.get(APP)
    secret = re.search(r'class="code-small secret"><bdi dir="ltr">([A-Z2-7]+)<', page.content.decode()).group(1)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert client.post(APP, {"code": "000000"}).context["form"].errors == {
        "code": ["This code is not right. Wait for the next one and type it."]
    }
    assert client.post(APP, {"code": code_now(secret)})["Location"] == CODES
    shown = re.findall(r'class="code-small"><bdi dir="ltr">(\d{8})<', client.get(CODES).content.decode())
    user = Authenticator.objects.first().user
    assert shown == recovery_codes(user)
    assert len(shown) == 10
    assert client.get("/account/second-step/recovery-codes/file/").content.decode().split()[-10:] == shown


def test_the_database_alone_makes_no_codes():
    user = with_app()
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert SECRET not in stored
    assert SecondStepAdapter().decrypt(stored) == SECRET


def test_a_secret_outlives_a_new_key_while_the_former_one_is_a_fallback(settings):
    stored = SecondStepAdapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 6, [settings.SECRET_KEY]
    assert SecondStepAdapter().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert SecondStepAdapter().decrypt(stored) != SECRET


def test_the_password_alone_lets_nobody_in_who_has_an_app(client):
    user = with_app()
    assert sign_in(client, user)["Location"] == STEP
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": code_now()})["Location"] == "/"
    assert is_signed_in(client)


def test_a_passkey_is_offered_to_those_who_have_one(client, monkeypatch):
    sign_in(client, with_app())
    assert "Use a passkey" not in client.get(STEP).content.decode()
    key = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}
    passkey = AttestedCredentialData.create(b"\0" * 16, b"an id", key)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [passkey])
    assert "Use a passkey" in client.get(STEP).content.decode()


def test_a_code_works_once_and_so_does_a_recovery_code(client):
    user = with_app()
    for code, works in ((code_now(), True), (code_now(), False), (recovery_codes(user)[0], True)):
        sign_in(client, user)
        client.post(STEP, {"code": code})
        assert is_signed_in(client) is works
        client.post("/account/sign-out/")
    used = recovery_codes(user)
    assert len(used) == 9


def test_guessing_codes_stops_for_this_person_only(client, django_cache):
    user, other = with_app(), with_app()
    sign_in(client, user)
    for _ in range(6):
        client.post(STEP, {"code": "000000"})
    page = client.post(STEP, {"code": code_now()})
    assert "Too many wrong tries" in page.content.decode()
    client.post("/account/sign-out/")
    sign_in(client, other)
    client.post(STEP, {"code": code_now()})
    assert is_signed_in(client)


@pytest.fixture
def django_cache():
    forget_used_codes()


def test_who_has_not_passed_the_first_step_has_no_second_one(client):
    assert client.get(STEP)["Location"] == SIGN_IN
    assert client.post(STEP, {"code": code_now()})["Location"] == SIGN_IN


def test_pages_of_the_second_step_ask_for_the_password_when_it_was_long_ago(client):
    client.force_login(UserFactory())
    for page in (APP, "/account/second-step/passkeys/new/", "/account/second-step/recovery-codes/new/"):
        assert client.get(page)["Location"].startswith("/account/confirm/?next=")


def test_removing_the_app_takes_a_confirmation_and_the_recovery_codes_with_it(client):
    user = with_app()
    client.force_login(user)
    removal = f"{APP}remove/"
    assert client.get(removal)["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.get(removal).status_code == 200
    assert client.post(removal)["Location"] == INDEX
    assert not user.authenticator_set.exists()
    assert client.post(removal).status_code == 404


def test_an_account_whose_second_step_was_removed_is_signed_out_everywhere(client):
    user = with_app()
    client.force_login(user)
    for _ in range(2):
        remove_second_step(user=user, by=user)
    assert client.get("/account/password/").status_code == 302
    assert sign_in(client, user)["Location"] == "/"


@pytest.mark.parametrize("page", ["", "confirm/", "app/", "recovery-codes/", "passkeys/", "passkeys/new/"])
def test_learners_and_strangers_have_no_second_step(client, page):
    assert client.get(INDEX + page).status_code == 302
    client.force_login(create_learner_account(name="Amina Diallo"))
    assert client.get(INDEX + page).status_code == 404


def test_a_passkey_of_somebody_else_is_not_there(client):
    theirs = Authenticator.objects.create(
        user=UserFactory(), type="webauthn", data={"name": "Theirs", "credential": {}}
    )
    sign_in(client, UserFactory())
    for what in ("remove", "name"):
        assert client.get(f"/account/second-step/passkeys/{theirs.pk}/{what}/").status_code == 404
        assert client.post(f"/account/second-step/passkeys/{theirs.pk}/{what}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    "credential", ["", "null", "[]", "{}", '{"id": 1}', "{", '{"rawId": "AA", "type": "public-key", "response": {}}']
)
def test_what_is_no_passkey_is_refused(client, credential):
    answer = client.post("/account/second-step/passkeys/sign-in/", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    sign_in(client, UserFactory())
    assert client.post("/account/second-step/passkeys/new/", {"name": "", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


# --- required ---------------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def people():
    course = CourseFactory()
    return {
        "director": EnrolmentFactory(director=True, course=course).user,
        "administrator": UserFactory(is_staff=True, is_superuser=True),
        "instructor": EnrolmentFactory(instructor=True).user,
        "learner": EnrolmentFactory().user,
    }


@pytest.mark.parametrize("who", ["director", "administrator"])
def test_where_it_is_required_nothing_else_opens_before(client, required, people, who):
    client.force_login(people[who])
    for page in ("/", "/admin/", "/join/"):
        assert (client.get(page).status_code, client.get(page)["Location"]) == (302, INDEX)
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == INDEX
    page = client.get(INDEX)
    assert "Your account needs a second step" in page.content.decode()
    assert client.post("/account/sign-out/").status_code == 302


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}, {}])
def test_who_came_in_without_a_password_and_may_do_much_now_signs_in_anew(client, required, rights):
    person = create_learner_account(name="Amina Diallo")
    User.objects.filter(pk=person.pk).update(**rights)
    EnrolmentFactory(user=person, director=not rights)
    client.force_login(person)
    answer = client.get("/join/", follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "Ask for a one-time link, set a password with it, sign in." in answer.content.decode()
    assert not is_signed_in(client)
    client.force_login(person)
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == SIGN_IN
    client.force_login(person)
    link = client.get(new_password_path(person))
    assert link["Location"].endswith("/set-password/")  # the link opens here, too


@pytest.mark.parametrize("who", ["instructor", "learner"])
def test_it_is_required_of_nobody_who_may_do_less(client, required, people, who):
    client.force_login(people[who])
    assert client.get("/").status_code == 200


def test_who_has_a_second_step_goes_on(client, required):
    admin = with_app(is_staff=True, is_superuser=True)
    sign_in(client, admin)
    client.post(STEP, {"code": code_now()})
    assert client.get("/admin/").status_code == 200


def test_without_the_setting_nothing_is_required(client, people):
    client.force_login(people["director"])
    assert client.get("/").status_code == 200


def test_strangers_see_what_they_may_see(client, required):
    assert client.get("/join/").status_code == 200
