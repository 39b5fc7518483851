"""Signing in, choices for the device, and what every page carries."""

import pytest
from django.urls import reverse

from accounts.actions import create_learner_account
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
PASSWORD = "correct horse battery staple"


def test_staff_sign_in_and_out(client):
    user = UserFactory(username="instructor")
    response = client.post(SIGN_IN, {"login": "instructor", "password": "correct horse battery staple"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert int(client.session["_auth_user_id"]) == user.pk
    assert client.get("/account/sign-out/").status_code == 200
    assert client.post("/account/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_says_so_and_keeps_the_name(client):
    UserFactory(username="instructor")
    page = client.post(SIGN_IN, {"login": "instructor", "password": "wrong"}).content.decode()
    assert "There is a problem" in page
    assert "User name and password do not belong together. Type both again." in page
    assert 'value="instructor"' in page
    assert "_auth_user_id" not in client.session


def test_empty_fields_are_named(client):
    page = client.post(SIGN_IN, {"login": " ", "password": ""})
    assert page.context["form"].errors == {"login": ["Type your user name."], "password": ["Type your password."]}
    assert page.content.decode().count("Type your password.") == 2  # above the form, and at the field


def test_guessing_a_password_stops_for_this_name_only(client):
    UserFactory(username="instructor")
    UserFactory(username="director")
    for _ in range(6):
        client.post(SIGN_IN, {"login": "instructor", "password": "wrong"})
    page = client.post(SIGN_IN, {"login": "instructor", "password": "correct horse battery staple"})
    assert "Too many wrong tries for this name." in page.content.decode()
    assert "_auth_user_id" not in client.session
    client.post(SIGN_IN, {"login": "director", "password": "correct horse battery staple"})
    assert "_auth_user_id" in client.session


def test_guessing_from_another_address_keeps_nobody_out(client):
    UserFactory(username="instructor")
    for _ in range(6):
        client.post(SIGN_IN, {"login": "instructor", "password": "wrong"}, REMOTE_ADDR="10.0.0.66")
    client.post(SIGN_IN, {"login": "Instructor", "password": PASSWORD}, REMOTE_ADDR="10.0.0.66")
    assert "_auth_user_id" not in client.session
    client.post(SIGN_IN, {"login": "instructor", "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
    assert "_auth_user_id" in client.session


def test_guessing_at_one_name_from_many_addresses_stops_too(client, monkeypatch):
    monkeypatch.setattr("accounts.actions.PASSWORD_CAP", 10)
    UserFactory(username="instructor")
    for n in range(10):
        client.post(SIGN_IN, {"login": "instructor", "password": "wrong"}, REMOTE_ADDR=f"10.0.1.{n}")
    client.post(SIGN_IN, {"login": "instructor", "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
    assert "_auth_user_id" not in client.session


def test_right_passwords_are_not_counted(client):
    UserFactory(username="instructor")
    for _ in range(7):
        client.post(SIGN_IN, {"login": "instructor", "password": PASSWORD})
        assert "_auth_user_id" in client.session
        client.post("/account/sign-out/")


def test_names_that_nobody_has_push_no_counter_out(client, settings):
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def test_the_administration_takes_no_password_of_its_own(client):
    UserFactory(username="admin", is_staff=True, is_superuser=True)
    for _ in range(2):
        response = client.post("/admin/login/?next=/admin/", {"username": "admin", "password": PASSWORD})
        assert (response.status_code, response["Location"]) == (302, f"{SIGN_IN}?next=%2Fadmin%2F")
    assert "_auth_user_id" not in client.session


def test_mistyping_colleagues_behind_one_address_lock_nobody_else_out(client):
    UserFactory(username="instructor")
    for n in range(20):
        client.post(SIGN_IN, {"login": f"colleague-{n}", "password": "wrong"})
    client.post(SIGN_IN, {"login": "instructor", "password": "correct horse battery staple"})
    assert "_auth_user_id" in client.session


def test_signing_in_leads_back_to_where_one_was_but_to_no_other_site(client):
    UserFactory(username="instructor")
    right = {"login": "instructor", "password": "correct horse battery staple"}
    assert client.post(f"{SIGN_IN}?next=/join/", {**right, "next": "/join/"})["Location"] == "/join/"
    client.post("/account/sign-out/")
    assert client.post(SIGN_IN, {**right, "next": "https://example.org/"})["Location"] == "/"


def test_nobody_signs_up():
    with pytest.raises(Exception, match="Reverse for 'account_signup' not found"):
        reverse("account_signup")


def test_the_password_page_opens_for_who_is_signed_in(client):
    assert client.get("/account/password/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/account/password/").status_code == 200
    assert 'href="/account/password/"' in client.get("/account/second-step/").content.decode()


def test_who_has_no_password_has_no_password_page(client):
    client.force_login(create_learner_account(name="Amina Diallo"))
    assert client.get("/account/password/").status_code == 404
    assert "/account/password/" not in client.get("/").content.decode()


def test_a_changed_password_leads_home_and_is_said(client):
    user = UserFactory()
    client.force_login(user)
    new = "a long enough password"
    response = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (response.status_code, response["Location"]) == (302, "/")
    user.refresh_from_db()
    assert user.check_password(new)
    assert [str(message) for message in client.get("/").context["messages"]] == ["Password successfully changed."]


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("purple", "auto")])
def test_the_colour_theme_is_kept_on_the_device(client, chosen, kept):
    response = client.post("/account/theme/", {"theme": chosen, "next": "/join/"})
    assert (response.status_code, response["Location"]) == (302, "/join/")
    assert f'data-theme="{kept}"' in client.get("/join/").content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_theme_form_leads_to_no_other_site(client, target):
    assert client.post("/account/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_a_get_chooses_nothing(client):
    response = client.get("/account/theme/")
    assert (response.status_code, response["Location"], dict(response.cookies)) == (302, "/", {})


POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("path", ["/", "/join/", SIGN_IN, "/admin/login/", "/nowhere/"])
def test_every_page_carries_the_strict_policy(client, path):
    header = client.get(path)["Content-Security-Policy"]
    policy = dict(part.strip().partition(" ")[::2] for part in header.split(";"))
    scripts = policy.pop("script-src").split()
    assert policy == POLICY
    assert scripts[0] == "'self'"
    assert all(source.startswith("'nonce-") for source in scripts[1:])


@pytest.mark.parametrize("path", ["/", "/join/", SIGN_IN])
def test_other_headers_that_protect(client, path):
    response = client.get(path)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_administration_pages_open_for_administrators_only(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 302
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    index = client.get("/admin/")
    assert index.status_code == 200
    for model in index.context["available_apps"]:
        for row in model["models"]:
            assert client.get(row["admin_url"]).status_code == 200


def test_an_administrator_adds_staff_with_a_name(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    password = "a long enough password"
    form = {"username": "new", "name": "New Person", "email": "", "usable_password": "true"}
    response = client.post("/admin/accounts/user/add/", {**form, "password1": password, "password2": password})
    assert response.status_code == 302
    assert UserFactory._meta.model.objects.get(username="new").name == "New Person"


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("short", "This password is too short. It must contain at least 12 characters."),
        ("q1w2e3r4t5y6", "This password is too common."),
    ],
)
def test_passwords_that_are_short_or_known_are_refused(client, password, error):
    client.force_login(UserFactory())
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert error in str(client.post("/account/password/", form).context["form"].errors)


@pytest.mark.parametrize(
    "password", ["x" * 64, "only lower case words", "密码密码密码密码密码密码", "🔑" * 12, " spaces at ends "]
)
def test_any_letters_make_a_password_and_none_is_changed(client, password):
    user = UserFactory()
    client.force_login(user)
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)


def test_a_password_is_hidden_while_it_is_typed_and_may_be_pasted(client):
    page = client.get(SIGN_IN).content.decode()
    assert 'type="password" name="password" autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_a_new_password_needs_the_one_of_now(client):
    user = UserFactory()
    client.force_login(user)
    new = "a long enough password"
    client.post("/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
