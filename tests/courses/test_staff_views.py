"""Looking after how others sign in: who may, whose account, and what each verb does."""

import re
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import note_sign_in
from accounts.models import User
from courses.access import staff_looked_after_by
from courses.models import AuditRow, Enrolment
from tests.accounts.people import PASSWORD, code_now, just_signed_in, with_app
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

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
    return just_signed_in(Client(), user)


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


# --- the password again -----------------------------------------------------------------------------


def orders(cohort):
    """What takes the password again: the address, and what is sent."""
    secured = with_app(username="secured")
    EnrolmentFactory(cohort=cohort, instructor=True, user=secured)
    return [
        (f"/staff/{secured.pk}/link/", {}),
        (f"/staff/{secured.pk}/do/", {"do": "remove-second-step"}),
        ("/staff/new/", {"username": "i.new", "name": "Ivo New", "part": f"cohort-{cohort.pk}"}),
    ]


def test_whoever_finds_a_device_signed_in_makes_no_way_in_for_themselves(client, director, cohort):
    client.force_login(director)
    for path, sent in orders(cohort):
        answer = client.post(path, sent)
        assert (answer.status_code, answer["Location"]) == (302, f"/account/confirm/?{urlencode({'next': path})}")
        assert client.post(answer["Location"], {"password": "not mine"}).status_code == 200
    assert not can_sign_in("secured", PASSWORD)  # the second step is still there
    assert not User.objects.filter(username="i.new").exists()
    assert not AuditRow.objects.filter(subject__startswith="user").exists()


def test_with_the_password_the_order_is_carried_out_as_it_was_given(director, cohort):
    for path, sent in orders(cohort):
        client = Client()
        client.force_login(director)
        there = client.post(path, sent)["Location"]
        answer = client.post(there, {"password": PASSWORD, "next": path})
        assert answer.status_code == (302 if "do" in sent else 200)
    assert can_sign_in("secured", PASSWORD)
    assert set_password(link_in(answer))["Location"] == SIGN_IN
    assert can_sign_in("i.new", "a long enough password")


def test_a_director_with_a_second_step_may_show_that_one_instead(course, instructor):
    director = EnrolmentFactory(course=course, director=True, user=with_app()).user
    client = Client()
    client.force_login(director)
    path = f"/staff/{instructor.pk}/link/"
    client.post(path)
    answer = client.post(f"/account/second-step/confirm/?next={path}", {"code": code_now(), "next": path})
    assert set_password(link_in(answer))["Location"] == SIGN_IN


def test_what_lets_nobody_in_asks_for_nothing(client, director, instructor):
    client.force_login(director)
    for do in ("unlock", "end-sessions", "close", "open"):
        assert client.post(f"/staff/{instructor.pk}/do/", {"do": do})["Location"] == f"/staff/{instructor.pk}/"
    assert client.post("/staff/new/", {"username": ""}).status_code == 422


# --- the trail --------------------------------------------------------------------------------------

MENDED = ["unlock", "end-sessions", "remove-second-step", "close", "open", "dance"]


def test_what_is_done_to_an_account_is_in_the_trail_of_its_courses_and_on_a_page_of_its_own(director, course, cohort):
    secured = with_app(name="Sam", username="secured")
    EnrolmentFactory(cohort=cohort, instructor=True, user=secured)
    client = as_(director)
    link = link_in(client.post(f"/staff/{secured.pk}/link/"))
    Client().post(SIGN_IN, {"login": "secured", "password": "wrong"})
    note_sign_in(user=secured, session=as_(secured).session, agent="", now=NOW)
    for do in [each for each in MENDED for _time in "12"]:  # pressed twice, it is done and noted once
        client.post(f"/staff/{secured.pk}/do/", {"do": do})
    rows = AuditRow.objects.order_by("pk").values_list("verb", "subject", "by", "course", "cohort", "detail")
    verbs = ["give password link", "unlock account", "end sessions", "remove second step"]
    verbs += ["close account", "open account"]
    assert list(rows) == [(verb, f"user {secured.pk}", director.pk, course.pk, None, {}) for verb in verbs]
    for page in (client.get(f"/staff/{secured.pk}/trail/"), client.get(f"/courses/{course.slug}/trail/")):
        shown = [(entry.by, entry.about) for entry in page.context["entries"]]
        assert shown == [("Dolores", "Sam")] * len(verbs)
        assert link not in page.content.decode()


def test_what_changes_nothing_is_not_in_the_trail(director, instructor):
    for do in ("unlock", "end-sessions", "remove-second-step", "open"):
        as_(director).post(f"/staff/{instructor.pk}/do/", {"do": do})
    assert not AuditRow.objects.exists()


def test_of_an_account_in_two_courses_both_read_and_the_page_of_the_account_says_it_once(administrator):
    seats = [EnrolmentFactory(instructor=True)]
    seats.append(EnrolmentFactory(instructor=True, user=seats[0].user))
    client = as_(administrator)
    client.post(f"/staff/{seats[0].user.pk}/do/", {"do": "close"})
    assert AuditRow.objects.filter(verb="close account", course__in=[each.cohort.course for each in seats]).count() == 2
    assert len(client.get(f"/staff/{seats[0].user.pk}/trail/").context["entries"]) == 1


def test_of_an_account_without_a_part_administrators_read(administrator, director):
    other = UserFactory(is_staff=True, is_superuser=True)
    as_(administrator).post(f"/staff/{other.pk}/do/", {"do": "close"})
    page = as_(administrator).get(f"/staff/{other.pk}/trail/")
    assert [entry.verb for entry in page.context["entries"]] == ["Closed an account"]
    assert as_(director).get(f"/staff/{other.pk}/trail/").status_code == 404
