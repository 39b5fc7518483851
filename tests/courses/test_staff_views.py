"""Looking after how others sign in: who may, whose account, and what each verb does."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from courses.access import staff_looked_after_by
from courses.models import Enrolment
from tests.accounts.people import PASSWORD, with_app
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def course():
    return CourseFactory(title="Core")


@pytest.fixture
def cohort(course):
    return CohortFactory(course=course, name="March")


@pytest.fixture
def instructor(cohort):
    return EnrolmentFactory(cohort=cohort, instructor=True, user__name="Ingrid", user__username="ingrid").user


@pytest.fixture
def director(course):
    return EnrolmentFactory(course=course, director=True, user__name="Dolores").user


@pytest.fixture
def administrator():
    return UserFactory(name="Adam", is_staff=True, is_superuser=True)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def link_in(page):
    return re.search(r"http://testserver(/account/new-password/[^<]+)<", page.content.decode()).group(1)


def set_password(path, password="a long enough password"):
    client = Client()
    there = client.get(path)
    if there.status_code != 302:
        return there
    return client.post(there["Location"], {"new_password1": password, "new_password2": password})


def can_sign_in(username, password):
    client = Client()
    client.post(SIGN_IN, {"login": username, "password": password})
    return "_auth_user_id" in client.session


# --- who may ----------------------------------------------------------------------------------------


def test_directors_look_after_who_teaches_their_courses_and_nothing_else(course, cohort, director, instructor):
    elsewhere = EnrolmentFactory(cohort=cohort, instructor=True).user
    EnrolmentFactory(user=elsewhere, instructor=True)
    also_learner = EnrolmentFactory(cohort=cohort, instructor=True).user
    EnrolmentFactory(user=also_learner)
    also_director = EnrolmentFactory(cohort=cohort, instructor=True).user
    EnrolmentFactory(course=course, director=True, user=also_director)
    powerful = EnrolmentFactory(cohort=cohort, instructor=True, user__is_staff=True).user
    EnrolmentFactory(cohort=cohort)
    assert list(staff_looked_after_by(director)) == [instructor]
    assert {elsewhere, also_learner, also_director, powerful} <= set(staff_looked_after_by(powerful_admin()))
    assert list(staff_looked_after_by(instructor)) == []


def powerful_admin():
    return UserFactory(is_superuser=True)


@pytest.mark.parametrize("page", ["/staff/", "/staff/new/"])
def test_pages_of_staff_are_for_directors_and_administrators(client, page, director, administrator, instructor, cohort):
    assert client.get(page).status_code == 302
    learner = EnrolmentFactory(cohort=cohort).user
    assert [as_(user).get(page).status_code for user in (director, administrator, instructor, learner)] == [
        200,
        200,
        404,
        404,
    ]


@pytest.mark.parametrize("what", ["", "link/", "do/"])
def test_other_accounts_are_not_there(what, director, administrator, instructor, cohort):
    stranger = EnrolmentFactory(director=True).user
    learner = EnrolmentFactory(cohort=cohort).user
    path = f"/staff/{instructor.pk}/{what}"
    for user in (stranger, learner, instructor):
        assert as_(user).post(path, {"do": "close"}).status_code in {404, 405}
    for other in (administrator, director, learner):
        assert as_(director).post(f"/staff/{other.pk}/{what}", {"do": "close"}).status_code in {404, 405}
    assert Client().post(path).status_code in {302, 405}
    assert User.objects.filter(is_active=False).count() == 0


def test_the_list_takes_the_same_queries_for_any_number(
    administrator, cohort, instructor, django_assert_num_queries, client
):
    client.force_login(administrator)
    with django_assert_num_queries(7):
        client.get("/staff/")
    for _ in range(10):
        EnrolmentFactory(cohort=cohort, instructor=True)
    with django_assert_num_queries(7):
        page = client.get("/staff/")
    assert len(page.context["staff"]) == 12


# --- inviting ---------------------------------------------------------------------------------------


def test_a_director_invites_an_instructor_who_sets_a_password_once(director, cohort):
    form = {"username": "i.new", "name": "Ivo New", "part": f"cohort-{cohort.pk}"}
    page = as_(director).post("/staff/new/", form)
    path = link_in(page)
    invited = User.objects.get(username="i.new")
    seats = [(seat.cohort, seat.role) for seat in invited.enrolments.all()]
    assert (invited.name, invited.has_usable_password(), seats) == ("Ivo New", False, [(cohort, "instructor")])
    assert "short" in set_password(path, "short").content.decode()
    assert set_password(path)["Location"] == SIGN_IN
    assert can_sign_in("i.new", "a long enough password")
    assert "This link works no longer" in set_password(path).content.decode()


def test_inviting_twice_appoints_once_and_asks_for_no_second_account(director, cohort):
    form = {"username": "i.new", "name": "Ivo New", "part": f"cohort-{cohort.pk}"}
    for _ in range(2):
        as_(director).post("/staff/new/", form)
    assert Enrolment.objects.filter(user__username="i.new").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"username": ""}, "username", "Type a user name."),
        ({"username": "no spaces"}, "username", "Use letters, digits and . - _ only."),
        ({"name": ""}, "name", "There is no such account yet. Type the name of the person."),
        ({"part": ""}, "part", "Choose a part."),
        ({"part": "cohort-999999"}, "part", "Choose a part."),
    ],
)
def test_what_is_wrong_is_said(director, cohort, changes, field, error):
    form = {"username": "i.new", "name": "Ivo New", "part": f"cohort-{cohort.pk}"}
    page = as_(director).post("/staff/new/", form | changes)
    assert (page.status_code, page.context["form"].errors[field]) == (422, [error])
    assert not User.objects.filter(username="i.new").exists()


def test_a_director_appoints_to_no_other_course_and_no_director(director, course):
    other = CohortFactory()
    for part in (f"cohort-{other.pk}", f"course-{course.pk}"):
        page = as_(director).post("/staff/new/", {"username": "x", "name": "X", "part": part})
        assert page.status_code == 422


def test_an_administrator_appoints_a_director(administrator, course):
    as_(administrator).post("/staff/new/", {"username": "d.new", "name": "D", "part": f"course-{course.pk}"})
    assert course.enrolments.get(user__username="d.new").role == "director"


def test_learners_are_not_appointed_by_their_account(director, cohort):
    learner = EnrolmentFactory(cohort=cohort).user
    form = {"username": learner.username, "name": "", "part": f"cohort-{cohort.pk}"}
    page = as_(director).post("/staff/new/", form)
    assert page.context["form"].errors["username"] == ["This is the account of a learner. Choose another user name."]


# --- mending ----------------------------------------------------------------------------------------


def test_a_link_sets_a_password_and_ends_what_was_open(director, instructor):
    there = as_(instructor)
    path = link_in(as_(director).post(f"/staff/{instructor.pk}/link/"))
    assert can_sign_in("ingrid", PASSWORD) is True  # nothing has changed yet
    path = link_in(as_(director).post(f"/staff/{instructor.pk}/link/"))
    assert set_password(path)["Location"] == SIGN_IN
    assert (can_sign_in("ingrid", PASSWORD), can_sign_in("ingrid", "a long enough password")) == (False, True)
    assert there.get("/account/password/").status_code == 302
    assert as_(director).get(f"/staff/{instructor.pk}/link/")["Location"] == f"/staff/{instructor.pk}/"


def test_a_link_grows_old(director, instructor, settings):
    path = link_in(as_(director).post(f"/staff/{instructor.pk}/link/"))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link works no longer" in set_password(path).content.decode()


@pytest.mark.parametrize("path", ["x/y", "MQ/set-password", "%00/%00", "9" * 200 + "/a", "_w/a-b"])
def test_links_that_nobody_gave_open_nothing(client, path):
    page = client.get(f"/account/new-password/{path}/")
    assert "This link works no longer" in page.content.decode()


def test_a_link_leaves_the_second_step(director, cohort):
    secured = with_app(username="secured")
    EnrolmentFactory(cohort=cohort, instructor=True, user=secured)
    set_password(link_in(as_(director).post(f"/staff/{secured.pk}/link/")))
    assert not can_sign_in("secured", "a long enough password")


def test_unlocking_lets_a_person_try_again(client, director, instructor):
    for _ in range(5):
        client.post(SIGN_IN, {"login": "ingrid", "password": "wrong"})
    assert not can_sign_in("ingrid", PASSWORD)
    assert [row.is_locked for row in as_(director).get("/staff/").context["staff"]] == [True]
    for _ in range(2):
        as_(director).post(f"/staff/{instructor.pk}/do/", {"do": "unlock"})
    assert can_sign_in("ingrid", PASSWORD)
    assert [row.is_locked for row in as_(director).get("/staff/").context["staff"]] == [False]


def test_closing_and_opening_an_account(director, instructor):
    there = as_(instructor)
    as_(director).post(f"/staff/{instructor.pk}/do/", {"do": "close"})
    assert not can_sign_in("ingrid", PASSWORD)
    assert there.get("/account/password/").status_code == 302
    as_(director).post(f"/staff/{instructor.pk}/do/", {"do": "open"})
    assert can_sign_in("ingrid", PASSWORD)
    assert there.get("/account/password/").status_code == 302  # what was open before stays closed


def test_a_lost_phone_and_an_unknown_order(director, cohort):
    secured = with_app(username="secured")
    EnrolmentFactory(cohort=cohort, instructor=True, user=secured)
    as_(director).post(f"/staff/{secured.pk}/do/", {"do": "dance"})
    assert not can_sign_in("secured", PASSWORD)
    as_(director).post(f"/staff/{secured.pk}/do/", {"do": "remove-second-step"})
    assert can_sign_in("secured", PASSWORD)


def test_nobody_takes_away_their_own_second_step_or_password(director, cohort):
    administrator = with_app(username="secured", is_superuser=True, is_staff=True)
    client = as_(administrator)
    client.post(f"/staff/{administrator.pk}/do/", {"do": "remove-second-step"})
    assert not can_sign_in("secured", PASSWORD)
    assert client.post(f"/staff/{administrator.pk}/link/").status_code == 302


def test_nobody_closes_the_account_they_use(administrator):
    client = as_(administrator)
    client.post(f"/staff/{administrator.pk}/do/", {"do": "close"})
    assert client.get(f"/staff/{administrator.pk}/").status_code == 200


def test_the_terminal_gives_a_link_too(instructor, capsys, client):
    for _ in range(5):
        client.post(SIGN_IN, {"login": "ingrid", "password": "wrong"})
    call_command("password_link", "ingrid")
    path = capsys.readouterr().out.strip().removeprefix("https://<this installation>")
    assert set_password(path)["Location"] == SIGN_IN
    assert can_sign_in("ingrid", "a long enough password")
    with pytest.raises(CommandError, match="Nobody has the user name 'nobody'"):
        call_command("password_link", "nobody")


# --- locked learners --------------------------------------------------------------------------------


def guess(cohort, name, times, pin="000000", client=None):
    client = client or Client()
    client.post(f"/join/{cohort.join_code}/", {"name": name, "join_token": "t"})
    return [client.post(f"/join/{cohort.join_code}/pin/", {"pin": pin}).status_code for _ in range(times)]


def test_locked_learners_are_listed_and_let_in_again(cohort, instructor):
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    EnrolmentFactory(cohort=cohort, user__name="Binta Sow", pin="482194")
    assert guess(cohort, "Amina Diallo", 6) == [422] * 5 + [429]
    guess(cohort, "Binta Sow", 4)
    staff = as_(instructor)
    page = staff.get(f"/cohorts/{cohort.pk}/locked/")
    assert [seat.user.name for seat in page.context["seats"]] == ["Amina Diallo"]
    assert "1 learner typed a wrong PIN too often." in staff.get(f"/cohorts/{cohort.pk}/").content.decode()
    seat = page.context["seats"][0]
    for _ in range(2):
        answer = staff.post(f"/cohorts/{cohort.pk}/learners/{seat.pk}/unlock/")
        assert answer["Location"] == f"/cohorts/{cohort.pk}/locked/"
    assert guess(cohort, "Amina Diallo", 1, "482193") == [302]
    assert "Nobody is locked out." in staff.get(f"/cohorts/{cohort.pk}/locked/").content.decode()


def test_the_list_of_locked_learners_is_for_who_teaches_them(client, cohort):
    seat = EnrolmentFactory(cohort=cohort)
    stranger = EnrolmentFactory(instructor=True).user
    pages = [f"/cohorts/{cohort.pk}/locked/", f"/cohorts/{cohort.pk}/learners/{seat.pk}/unlock/"]
    for page, method in zip(pages, ("get", "post"), strict=True):
        assert getattr(client, method)(page).status_code == 302
        for user in (seat.user, stranger):
            assert getattr(as_(user), method)(page).status_code == 404
