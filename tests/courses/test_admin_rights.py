"""What lets somebody in on the administration pages takes the password again, and stands in the trail."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from courses.models import AuditRow
from records.reports.details import names_in
from records.verbs import shown_verb
from tests.accounts.people import PASSWORD, just_signed_in
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = {"set_usable_password": "on", "usable_password": "true"} | dict.fromkeys(
    ("password1", "password2"), "a long enough password"
)


@pytest.fixture
def admin():
    return UserFactory(name="Adam", is_staff=True, is_superuser=True)


@pytest.fixture
def person():
    return UserFactory(username="pia", name="Pia")


def fields(person, *switches, **more):
    """What a browser sends of the form of an account with these switches on, and signing in."""
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "09:30:00"}
    on = dict.fromkeys(("is_active", *switches), "on")
    return {"username": person.username, "name": person.name, "email": person.email, **joined, **on, **more}


def page(person):
    return f"/admin/accounts/user/{person.pk}/change/"


def found_signed_in(user, **more):
    """A device that was left behind, long after the password was typed."""
    client = Client(**more)
    client.force_login(user)
    return client


def rights():
    """Who has which right, and what stands in the trail of accounts."""
    people = User.objects.order_by("pk").values_list("username", "is_active", "is_staff", "is_superuser")
    return list(people), list(AuditRow.objects.filter(subject__startswith="user").values_list("verb", "detail"))


@pytest.mark.parametrize("switches", [("is_staff",), ("is_staff", "is_superuser"), ("is_superuser",)], ids=" ".join)
def test_whoever_finds_a_device_signed_in_makes_no_administrator(admin, person, switches):
    client, before = found_signed_in(admin), rights()
    answer = client.post(page(person), fields(person, *switches))
    assert (answer.status_code, answer["Location"]) == (302, f"/account/confirm/?{urlencode({'next': page(person)})}")
    assert client.post(answer["Location"], {"password": "not mine"}).status_code == 200
    assert rights() == before


def test_with_the_password_what_was_sent_is_saved_and_noted(admin, person):
    """With the token against requests from other sites, as a browser sends it."""
    client = found_signed_in(admin, enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page(person)).content.decode()).group(1)
    sent = fields(person, "is_staff", csrfmiddlewaretoken=token)
    there = client.post(page(person), sent)["Location"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(there).content.decode()).group(1)
    answer = client.post(there, {"password": PASSWORD, "next": page(person), "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/accounts/user/")
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (True, False)
    row = AuditRow.objects.get(subject=f"user {person.pk}")
    assert (row.by, row.verb, row.detail) == (admin, "change rights", {"added": ["is_staff"]})
    assert shown_verb(row.verb, "user") == "Changed in the administration what an account may do"
    assert names_in([row]).shown(row) == ["added: the administration pages"]


def test_rights_that_are_taken_and_groups_are_noted_too(admin, person):
    client = just_signed_in(Client(), admin)
    group, right = Group.objects.create(name="Clerks"), Permission.objects.first()
    User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client.post(page(person), fields(person, "is_staff", groups=[group.pk], user_permissions=[right.pk]))
    client.post(page(person), {**fields(person, "is_staff", groups=[group.pk], user_permissions=[right.pk])})
    (row,) = AuditRow.objects.filter(subject=f"user {person.pk}")
    assert row.detail == {"removed": ["is_superuser"], "changed": ["groups", "user_permissions"]}
    assert names_in([row]).shown(row) == ["changed: groups of rights, single rights", "removed: every right there"]


def test_it_stands_in_the_trail_of_every_course_of_the_person(admin):
    seat = EnrolmentFactory(director=True)
    client = just_signed_in(Client(), admin)
    client.post(page(seat.user), fields(seat.user, "is_staff"))
    assert AuditRow.objects.get(verb="change rights").course_id == seat.course_id


def test_a_name_is_corrected_without_the_password(admin, person):
    client = found_signed_in(admin)
    answer = client.post(page(person), fields(person) | {"name": "Pia Sow"})
    assert answer["Location"] == "/admin/accounts/user/"
    person.refresh_from_db()
    assert (person.name, AuditRow.objects.filter(verb="change rights").exists()) == ("Pia Sow", False)


def test_a_new_account_has_no_rights_and_asks_for_nothing(admin):
    sent = {"username": "new", "name": "New", "usable_password": "true", "is_staff": "on", "is_superuser": "on"}
    passwords = dict.fromkeys(("password1", "password2"), "a long enough password")
    assert found_signed_in(admin).post("/admin/accounts/user/add/", sent | passwords).status_code == 302
    made = User.objects.get(username="new")
    assert (made.is_staff, made.is_superuser) == (False, False)


def test_a_password_is_set_by_whoever_shows_who_they_are(admin, person):
    address = f"/admin/accounts/user/{person.pk}/password/"
    client, before = found_signed_in(admin), person.password
    there = f"/account/confirm/?{urlencode({'next': address})}"
    assert client.get(address)["Location"] == there
    # What was typed waits in no session: the page is opened anew, and asks first.
    assert client.post(address, NEW_PASSWORD)["Location"] == address
    assert "a long enough password" not in str(dict(client.session))
    person.refresh_from_db()
    assert person.password == before
    client.get(address)
    assert client.post(there, {"password": PASSWORD, "next": address})["Location"] == address
    assert client.post(address, NEW_PASSWORD)["Location"] == page(person)
    person.refresh_from_db()
    assert person.check_password("a long enough password")
    assert list(AuditRow.objects.values_list("verb", "subject")) == [("set password", f"user {person.pk}")]


@pytest.mark.parametrize("nobody", ["abc", "99999999", "9" * 30])
def test_there_is_no_password_of_nobody(admin, nobody):
    client = just_signed_in(Client(), admin)
    assert client.get(f"/admin/accounts/user/{nobody}/password/").status_code == 404


def test_rights_are_given_to_accounts_not_to_groups(admin):
    assert just_signed_in(Client(), admin).get("/admin/auth/group/").status_code == 404


def test_a_password_that_is_refused_is_not_noted(admin, person):
    address = f"/admin/accounts/user/{person.pk}/password/"
    client = just_signed_in(Client(), admin)
    assert client.post(address, NEW_PASSWORD | {"password2": "another"}).status_code == 200
    assert not AuditRow.objects.exists()
