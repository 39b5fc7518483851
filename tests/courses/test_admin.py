"""Administrators make cohorts, rosters and staff."""

import pytest
from django.contrib.auth.models import Permission

from courses.models import AuditRow, Cohort, Enrolment
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))


def seats(*rows):
    """The fields of an inline with new rows of (user, role)."""
    form = {"enrolments-TOTAL_FORMS": len(rows), "enrolments-INITIAL_FORMS": 0}
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


@pytest.mark.parametrize(("role", "status", "n_seats"), [("director", 302, 1), ("instructor", 200, 0)])
def test_a_course_has_directors_only(client, role, status, n_seats):
    page = f"/admin/courses/course/{CourseFactory().pk}/change/"
    assert client.post(page, seats((UserFactory(), role))).status_code == status
    assert Enrolment.objects.count() == n_seats


def test_a_renamed_person_comes_in_by_the_new_name(client):
    seat = EnrolmentFactory(user__name="Amina Diallo")
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "09:30:00"}
    form = {"username": seat.user.username, "name": "Amina Sow", "email": "", "is_active": "on", **joined}
    assert client.post(f"/admin/accounts/user/{seat.user.pk}/change/", form).status_code == 302
    seat.refresh_from_db()
    assert (seat.user.name, seat.name_key) == ("Amina Sow", "amina sow")


def test_parts_given_and_ended_here_are_in_the_trail(client):
    course, user = CourseFactory(), UserFactory()
    page = f"/admin/courses/course/{course.pk}/change/"
    client.post(page, seats((user, "director")))
    seat = Enrolment.objects.get()
    row = {"enrolments-0-id": seat.pk, "enrolments-0-course": course.pk, "enrolments-0-user": user.pk}
    form = {"enrolments-TOTAL_FORMS": 1, "enrolments-INITIAL_FORMS": 1, "enrolments-0-role": "director", **row}
    other = UserFactory()
    client.post(page, form | {"enrolments-0-user": other.pk})
    client.post(page, form | {"enrolments-0-user": other.pk, "enrolments-0-DELETE": "on"})
    rows = AuditRow.objects.order_by("pk").values_list("verb", "course", "detail", "subject")
    about = f"enrolment {seat.pk}"
    assert list(rows) == [
        ("appoint director", course.pk, {}, about),
        ("change part", course.pk, {"fields": ["user"]}, about),
        ("end part", course.pk, {}, about),
    ]


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
