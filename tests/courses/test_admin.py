"""Administrators make cohorts, rosters and staff."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from courses.models import AuditRow, Cohort, Enrolment, Group
from tests.accounts.people import just_signed_in
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    just_signed_in(client, user)
    return user


# What a browser sends of the two inlines when no row is in them.
NO_SEATS = {f"{prefix}-{name}_FORMS": 0 for prefix in ("enrolments", "enrolments-2") for name in ("TOTAL", "INITIAL")}


def seats(*rows):
    """The fields of the first inline with new rows of (user, role), and of a second one without any."""
    form = {**NO_SEATS, "enrolments-TOTAL_FORMS": len(rows)}
    for n, (user, role) in enumerate(rows):
        form |= {f"enrolments-{n}-user": user.pk, f"enrolments-{n}-role": role}
    return form


def save_cohort(client, *rows, code="7KQ4MP"):
    course = CourseFactory()
    form = {"course": course.pk, "name": "March", "join_code": code, "joining": "roster", **seats(*rows)}
    return client.post("/admin/courses/cohort/add/", form)


def test_a_roster_made_here_lets_its_learners_in(client):
    assert save_cohort(client, (UserFactory(name="Amélie N'Diaye"), "learner")).status_code == 302
    assert list(Enrolment.objects.values_list("role", "name_key")) == [("learner", "amelie ndiaye")]


def test_a_code_is_kept_as_it_is_looked_up(client):
    assert save_cohort(client, code="march 24").status_code == 302
    assert Cohort.objects.get().join_code == "MARCH24"


@pytest.mark.parametrize("code", ["...", "7kq 4mp"])
def test_a_code_of_nothing_or_of_another_cohort_is_refused(client, code):
    CohortFactory(join_code="7KQ4MP")
    assert "join_code" in save_cohort(client, code=code).context["adminform"].errors
    assert Cohort.objects.count() == 1


def test_a_cohort_has_no_director(client):
    assert save_cohort(client, (UserFactory(), "director")).status_code == 200
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("prefix", ["enrolments", "enrolments-2"])
@pytest.mark.parametrize("role", ["director", "instructor"])
def test_nobody_is_appointed_here(client, prefix, role):
    """That is done on the page of the staff, which asks for the password again."""
    fields = {name.replace("enrolments", prefix, 1): value for name, value in seats((UserFactory(), role)).items()}
    for place, name in ((CourseFactory(), "course"), (CohortFactory(), "cohort")):
        page = f"/admin/courses/{name}/{place.pk}/change/"
        form = {"name": "March", "join_code": "7KQ4MP", "joining": "roster"} if name == "cohort" else {}
        client.post(page, NO_SEATS | form | ({"course": place.course_id} if form else {}) | fields)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(("part", "prefix"), [("director", "enrolments"), ("instructor", "enrolments-2")])
def test_a_part_is_seen_and_ended_here_but_given_to_nobody_else(client, part, prefix):
    seat = EnrolmentFactory(**{part: True}, user__name="Amina Diallo")
    page = f"/admin/courses/{'course' if seat.course else 'cohort'}/{(seat.course or seat.cohort).pk}/change/"
    assert "Amina Diallo" in client.get(page).content.decode()
    row = {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 1, f"{prefix}-0-id": seat.pk}
    form = {**NO_SEATS, **row, f"{prefix}-0-user": UserFactory().pk, f"{prefix}-0-role": "learner"}
    if seat.cohort:
        cohort = seat.cohort
        form |= {"course": cohort.course_id, "name": "March", "join_code": cohort.join_code, "joining": "roster"}
    assert client.post(page, form).status_code == 302
    before = Enrolment.objects.get()
    assert (before.user, before.role) == (seat.user, part)
    assert client.post(page, form | {f"{prefix}-0-DELETE": "on"}).status_code == 302
    assert not Enrolment.objects.exists()
    assert AuditRow.objects.exclude(verb="change cohort").get().verb == "end part"


def test_a_renamed_person_comes_in_by_the_new_name(client):
    seat = EnrolmentFactory(user__name="Amina Diallo")
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "09:30:00"}
    form = {"username": seat.user.username, "name": "Amina Sow", "email": "", "is_active": "on", **joined}
    assert client.post(f"/admin/accounts/user/{seat.user.pk}/change/", form).status_code == 302
    seat.refresh_from_db()
    assert (seat.user.name, seat.name_key) == ("Amina Sow", "amina sow")


def test_what_is_changed_here_is_in_the_trail_and_a_seat_stays_whose_it_is(client):
    cohort, user, other = CohortFactory(name="March", joining="roster"), UserFactory(), UserFactory()
    group = Group.objects.create(cohort=cohort, name="Blue")
    page = f"/admin/courses/cohort/{cohort.pk}/change/"
    named = {"course": CourseFactory().pk, "name": "March", "join_code": cohort.join_code, "joining": "roster"}
    named |= {"is_study_open": "on"}
    client.post(page, {**named, **seats((user, "learner"))})
    seat = Enrolment.objects.get()
    row = {"enrolments-0-id": seat.pk, "enrolments-0-cohort": cohort.pk, "enrolments-0-user": other.pk}
    form = {**named, **NO_SEATS, "enrolments-TOTAL_FORMS": 1, "enrolments-INITIAL_FORMS": 1, **row}
    form |= {"enrolments-0-role": "learner", "enrolments-0-group": group.pk}
    client.post(page, form)
    seat.refresh_from_db()
    assert (seat.user, seat.group) == (user, group)
    client.post(page, form | {"name": "April", "enrolments-0-DELETE": "on"})
    rows = AuditRow.objects.order_by("pk").values_list("verb", "cohort", "detail", "subject")
    about = f"enrolment {seat.pk}"
    assert list(rows) == [
        ("enrol", cohort.pk, {}, about),
        ("change part", cohort.pk, {"fields": ["group"]}, about),
        (
            "change cohort",
            cohort.pk,
            {"fields": ["name"], "before": {"name": "March"}, "after": {"name": "April"}},
            f"cohort {cohort.pk}",
        ),
        ("end part", cohort.pk, {}, about),
    ]
    cohort.refresh_from_db()
    assert cohort.course_id != named["course"]


def test_a_cohort_made_here_is_in_its_trail(client):
    save_cohort(client)
    cohort = Cohort.objects.get()
    assert AuditRow.objects.values_list("verb", "cohort").get() == ("create cohort", cohort.pk)


def test_who_is_made_administrator_here_signs_in_anew(client):
    person, there = UserFactory(username="a"), Client()
    there.force_login(person)
    assert there.get("/").status_code == 200
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "09:30:00"}
    form = {"username": "a", "name": "A", "email": "", "is_active": "on", "is_staff": "on", **joined}
    client.post(f"/admin/accounts/user/{person.pk}/change/", form)
    person.refresh_from_db()
    assert person.is_staff
    there.get("/")
    assert "_auth_user_id" not in there.session


PERSONAL = ["/admin/accounts/user/", "/admin/delivery/attendance/"]


def test_personal_data_is_for_administrators_alone(client):
    cohort = EnrolmentFactory(user__name="Amina Secret").cohort
    assert [client.get(path).status_code for path in PERSONAL] == [200, 200]
    page = f"/admin/courses/cohort/{cohort.pk}/change/"
    assert "Amina Secret" in client.get(page).content.decode()
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.set(Permission.objects.all())
    client.force_login(clerk)
    assert [client.get(path).status_code for path in PERSONAL] == [403, 403]
    assert client.get(page).status_code == 200
    assert "Amina Secret" not in client.get(page).content.decode()
    assert "Users" not in client.get("/admin/").content.decode()


def test_an_archived_cohort_is_not_changed_here(client):
    cohort = CohortFactory(archived_at=NOW, archived_by=UserFactory())
    page = f"/admin/courses/cohort/{cohort.pk}/"
    assert client.get(f"{page}change/").status_code == 200
    assert client.post(f"{page}change/", {"name": "Other"}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
