"""The pages of a roster: upload, mend, confirm, undo, files, slips; single learners; cohorts made and set."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import Cohort, Enrolment, RosterImport
from courses.spreadsheets.reading import read_table
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(name="March 2026")


@pytest.fixture
def teacher(cohort, client):
    user = EnrolmentFactory(cohort=cohort, instructor=True).user
    client.force_login(user)
    return user


def page(name, cohort, *args):
    return reverse(f"courses:{name}", args=[cohort.pk, *args])


def upload(client, cohort, content, name="list.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(page("roster", cohort), {"file": SimpleUploadedFile(name, content)})


def names(cohort):
    return sorted(cohort.enrolments.learners().values_list("user__name", flat=True))


def test_a_list_is_uploaded_mended_confirmed_and_undone(client, cohort, teacher):
    response = upload(client, cohort, "Name,Number\nAmina,1\n,2\nBo,2\nx1,x")
    draft = RosterImport.objects.get()
    target = page("roster-import", cohort, draft.pk)
    assert (response.status_code, response["Location"]) == (302, target)
    response = client.get(target)
    assert "The name is missing." in response.content.decode()
    assert client.post(page("roster-confirm", cohort, draft.pk), {"seen": "x"}).status_code == 409
    assert client.post(target, {"cell-3-name": "Cy", "cell-3-number": "3", "leave": ["5"]}).status_code == 302
    seen = client.get(target).context["difference"].digest
    for _ in range(2):
        response = client.post(page("roster-confirm", cohort, draft.pk), {"seen": seen})
        assert (response.status_code, response["Location"]) == (302, target)
    assert (names(cohort), client.get(target).status_code) == (["Amina", "Bo", "Cy"], 200)
    for _ in range(2):
        assert client.post(page("roster-undo", cohort, draft.pk)).status_code == 302
    assert (names(cohort), client.get(target).status_code) == ([], 200)


@pytest.mark.parametrize("content", [b"", b"\0\1", b"x" * 3_000_000])
def test_a_file_that_is_no_list_is_refused_and_nothing_is_kept(client, cohort, teacher, content):
    assert upload(client, cohort, content).status_code == 422
    assert client.post(page("roster", cohort)).status_code == 422
    assert not RosterImport.objects.exists()


def test_a_list_without_names_says_so_and_is_forgotten(client, cohort, teacher):
    waiting = EnrolmentFactory(cohort=cohort, user__name="Amina")
    response = client.get(upload(client, cohort, "Rank,Shoe size\nMajor,44")["Location"])
    html = response.content.decode()
    offered = ("Change the cohort like this", "Not in the file", "not in the file", "There is nothing to change")
    assert ("No column of this file says that it holds names." in html, [each in html for each in offered]) == (
        True,
        [False] * 4,
    )
    draft = RosterImport.objects.get()
    forged = {"seen": response.context["difference"].digest, "remove": [waiting.pk]}
    assert client.post(page("roster-confirm", cohort, draft.pk), forged).status_code == 409
    assert names(cohort) == ["Amina"]
    for _ in range(2):
        assert client.post(page("roster-discard", cohort, draft.pk)).status_code == 302
    assert not RosterImport.objects.exists()


def test_the_way_letters_are_read_can_be_chosen(client, cohort, teacher):
    target = upload(client, cohort, "Имя\nЮрий".encode("cp1251"))["Location"]
    assert client.get(target).context["preview"].columns.has_name is False
    client.post(target, {"encoding": "cp1251"})
    assert [each.after.name for each in client.get(target).context["difference"].new] == ["Юрий"]


def test_who_has_joined_cannot_be_ticked_and_who_joins_meanwhile_is_named(client, cohort, teacher):
    waiting = EnrolmentFactory(cohort=cohort, user__name="Amina")
    joined = EnrolmentFactory(cohort=cohort, user__name="Bo", joined_at=NOW)
    late = EnrolmentFactory(cohort=cohort, user__name="Cy")
    target = upload(client, cohort, "Name\nDa")["Location"]
    html = client.get(target).content.decode()
    boxes = [f'name="remove" value="{each.pk}"' in html for each in (waiting, joined, late)]
    assert (boxes, html.count("has joined")) == ([True, False, True], 1)
    seen = client.get(target).context["difference"].digest
    Enrolment.objects.filter(pk=late.pk).update(joined_at=NOW)
    ticked = {"seen": seen, "remove": [waiting.pk, late.pk]}
    assert client.post(page("roster-confirm", cohort, RosterImport.objects.get().pk), ticked).status_code == 302
    assert "Still on the list, because they have come in meanwhile: Cy<" in client.get(target).content.decode()
    assert names(cohort) == ["Bo", "Cy", "Da"]


def test_who_is_ticked_to_go_stays_ticked_while_the_list_is_mended(client, cohort, teacher):
    going, staying = (EnrolmentFactory(cohort=cohort, user__name=name) for name in ("Amina", "Bo"))
    target = upload(client, cohort, "Имя,No\nЮрий,1\n,2".encode("cp1251"))["Location"]
    client.post(target, {"encoding": "cp1251", "remove": [going.pk]})
    client.post(target, {"cell-3-name": "Da", "remove": [going.pk]})
    boxes = [f'value="{each.pk}" checked' in client.get(target).content.decode() for each in (going, staying)]
    assert boxes == [True, False]
    confirm = page("roster-confirm", cohort, RosterImport.objects.get().pk)
    outdated = client.post(confirm, {"seen": "x", "remove": [staying.pk]}).content.decode()
    assert [f'value="{each.pk}" checked' in outdated for each in (going, staying)] == [False, True]
    client.post(target, {})
    assert " checked" not in client.get(target).content.decode().split('id="missing"')[1]


def test_where_everybody_left_out_has_joined_there_is_nothing_to_change(client, cohort, teacher):
    for name in ("Amina", "Bo"):
        EnrolmentFactory(cohort=cohort, user__name=name, joined_at=NOW)
    html = client.get(upload(client, cohort, "Name\nAmina")["Location"]).content.decode()
    said = ("has joined", "There is nothing to change", "Change the cohort like this")
    assert [each in html for each in said] == [True, True, False]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_file_uploaded_again_changes_nothing(client, cohort, teacher, kind):
    for name, number in (("Amélie N'Diaye", "0012"), ("أمينة", "-7"), ("Юрий", ""), ("O'Brien", "+9")):
        EnrolmentFactory(cohort=cohort, user__name=name, external_id=number, email="a@example.org", joined_at=NOW)
    response = client.get(page("roster-file", cohort, kind))
    assert f"March-2026-Roster.{kind}" in response["Content-Disposition"]
    target = upload(client, cohort, response.content, f"x.{kind}")["Location"]
    difference = client.get(target).context["difference"]
    assert (difference.new, difference.changed, difference.missing, difference.faulty) == ([], [], [], [])
    assert difference.unchanged == 4


def test_the_day_on_which_somebody_came_in_is_that_of_the_place(client, cohort, teacher, settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    EnrolmentFactory(cohort=cohort, joined_at=datetime(2026, 3, 2, 18, 30, tzinfo=UTC))
    _head, row = read_table(client.get(page("roster-file", cohort, "csv")).content).rows
    assert row[-1] == "2026-03-03"


def test_the_dictionary_is_a_file_and_nothing_else_is(client, cohort, teacher):
    rows = read_table(client.get(page("roster-file", cohort, "dictionary")).content).rows
    assert [row[0] for row in rows[:3]] == ["Column", "Number", "Name"]
    assert client.get(page("roster-file", cohort, "exe")).status_code == 404


def test_a_learner_is_added_changed_and_taken_off(client, cohort, teacher):
    add = page("learner-add", cohort)
    assert client.post(add, {"name": "Amina", "number": "1", "group": "Blue"}).status_code == 302
    assert client.post(add, {"name": "Bo", "number": "1"}).status_code == 422
    assert client.post(add, {"name": "42"}).status_code == 422
    seat = cohort.enrolments.learners().get()
    target = page("learner", cohort, seat.pk)
    assert client.get(target).context["form"].initial == {"name": "Amina", "number": "1", "group": "Blue", "email": ""}
    assert client.post(target, {"name": "Amina Diallo", "number": "", "email": "a@example.org"}).status_code == 302
    seat = cohort.enrolments.learners().get()
    known = (seat.user.name, seat.name_key, seat.external_id, seat.group, seat.email)
    assert known == ("Amina Diallo", "amina diallo", "", None, "a@example.org")
    for _ in range(2):
        assert client.post(page("learner-remove", cohort, seat.pk)).status_code == 302
    assert names(cohort) == []


def test_the_name_of_an_account_that_is_used_elsewhere_stays(client, cohort, teacher):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina")
    EnrolmentFactory(user=seat.user)
    client.post(page("learner", cohort, seat.pk), {"name": "Other", "number": "5"})
    seat = Enrolment.objects.select_related("user").get(pk=seat.pk)
    assert (seat.user.name, seat.external_id) == ("Amina", "5")


def test_slips_are_made_on_confirmation_only_and_not_for_staff(client, cohort, teacher):
    waiting = EnrolmentFactory(cohort=cohort, user__name="Amina")
    joined = EnrolmentFactory(cohort=cohort, user__name="Bo", pin="111111")
    EnrolmentFactory(user=EnrolmentFactory(cohort=cohort, user__name="Staff").user, instructor=True)
    former = joined.pin_digest
    assert "slips" not in client.get(page("slips", cohort)).context
    assert [seat for seat, _pin in client.post(page("slips", cohort)).context["slips"]] == [waiting]
    response = client.post(page("slips", cohort), {"whom": "all"})
    assert "data-print" in response.content.decode()
    assert [seat for seat, _pin in response.context["slips"]] == [waiting, joined]
    joined.refresh_from_db()
    assert joined.pin_digest != former


def test_who_teaches_makes_a_cohort_and_sets_it(client, cohort, teacher):
    new = reverse("courses:cohort-new", args=[cohort.course.slug])
    assert client.post(new, {"name": " ", "joining": "open"}).status_code == 422
    assert client.post(new, {"name": "April", "joining": "roster"}).status_code == 302
    made = Cohort.objects.exclude(pk=cohort.pk).get()
    seats = list(made.enrolments.values_list("user", "role"))
    assert (made.name, made.joining, made.is_study_open, seats) == (
        "April",
        "roster",
        False,
        [(teacher.pk, "instructor")],
    )
    answer = {"name": "May", "joining": "closed", "is_study_open": "on"}
    assert client.post(page("cohort-settings", made), answer).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.joining, made.is_study_open) == ("May", "closed", True)


def test_two_cohorts_that_go_on_have_two_names(client, cohort, teacher):
    new, sent = reverse("courses:cohort-new", args=[cohort.course.slug]), {"name": cohort.name, "joining": "open"}
    refused = client.post(new, sent)
    assert (refused.status_code, refused.context["form"].errors["name"]) == (
        422,
        ["There is a cohort of this name already. Add a month, a place or a number."],
    )
    assert client.post(page("cohort-settings", cohort), sent).status_code == 302  # its own name is no other's
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=NOW)
    assert client.post(new, sent).status_code == 302


def test_a_director_makes_a_cohort_without_a_seat_in_it(client, cohort):
    director = EnrolmentFactory(director=True, course=cohort.course).user
    client.force_login(director)
    client.post(reverse("courses:cohort-new", args=[cohort.course.slug]), {"name": "April", "joining": "open"})
    assert Cohort.objects.get(name="April").enrolments.count() == 0


def test_learners_are_listed_whatever_their_accents_and_case_and_erased_ones_last(client, cohort, teacher):
    wanted = ["Ahmed", "Aïssatou", "Ana Paula", "benoît", "Émile", "Erased learner"]
    EnrolmentFactory(cohort=cohort, user__name="Erased learner", erased_at=NOW)
    Enrolment.objects.filter(erased_at=NOW).update(name_key="")
    for name in reversed(wanted[:-1]):
        EnrolmentFactory(cohort=cohort, user__name=name)
    shown = [seat.user.name for seat in client.get(page("roster", cohort)).context["learners"]]
    in_file = [row[1] for row in read_table(client.get(page("roster-file", cohort, "csv")).content).rows[1:]]
    assert (shown, in_file) == (wanted, wanted[:-1])


def test_nobody_else_sees_or_changes_a_roster(client, cohort, teacher):
    seat = EnrolmentFactory(cohort=cohort)
    upload(client, cohort, "Name\nAmina")
    draft = RosterImport.objects.get()
    gets = [page(name, cohort) for name in ("roster", "slips", "learner-add", "cohort-settings")]
    gets += [
        page("roster-file", cohort, "csv"),
        page("learner", cohort, seat.pk),
        page("roster-import", cohort, draft.pk),
    ]
    gets.append(reverse("courses:cohort-new", args=[cohort.course.slug]))
    posts = [page(f"roster-{verb}", cohort, draft.pk) for verb in ("confirm", "discard", "undo")]
    posts.append(page("learner-remove", cohort, seat.pk))
    for user in (seat.user, EnrolmentFactory(instructor=True).user):
        client.force_login(user)
        assert {client.get(each).status_code for each in gets} == {404}
        assert {client.post(each).status_code for each in [*gets[:-4], *posts]} == {404}
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)
    assert client.get(page("roster-import", cohort, draft.pk)).status_code == 404


@pytest.mark.parametrize("n", [3, 30])
def test_pages_take_the_same_queries_for_any_number_of_learners(
    client, cohort, teacher, n, django_assert_max_num_queries
):
    EnrolmentFactory.create_batch(n, cohort=cohort)
    target = upload(client, cohort, "Name\n" + "\n".join(f"Person {chr(97 + k)}" for k in range(n)))["Location"]
    for each, most in ((target, 8), (page("roster", cohort), 7), (page("roster-file", cohort, "csv"), 4)):
        with django_assert_max_num_queries(most):
            client.get(each)
