"""A list of learners against a cohort: the difference, and bringing it about."""

from datetime import timedelta

import pytest

from courses.codes import pin_digest
from courses.models import Enrolment, Group, RosterImport
from courses.rosters.actions import (
    OutdatedPreviewError,
    apply_roster,
    give_pins,
    mend_roster,
    remove_learner,
    undo_roster,
    upload_roster,
)
from courses.rosters.columns import Part, find_columns
from courses.rosters.previews import preview_of
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def teacher(cohort):
    return EnrolmentFactory(cohort=cohort, instructor=True).user


@pytest.fixture
def upload(cohort, teacher):
    def upload(text):
        return upload_roster(cohort=cohort, by=teacher, file_name="list.csv", content=text.encode(), now=NOW)

    return upload


def seat(cohort, name, number="", group=None, **values):
    group = group and Group.objects.get_or_create(cohort=cohort, name=group)[0]
    return EnrolmentFactory(cohort=cohort, user__name=name, external_id=number, group=group, **values)


def on_list(cohort):
    seats = cohort.enrolments.learners().values_list("user__name", "external_id", "group__name", "email")
    return sorted((name, number, group or "", email) for name, number, group, email in seats)


def confirm(draft, removing=()):
    return apply_roster(roster=draft, seen=preview_of(draft).difference.digest, removing=removing, by=draft.by, now=NOW)


def faults(draft):
    return [
        (row.number, f.part, f.value, str(f.reason)) for row in preview_of(draft).difference.faulty for f in row.faults
    ]


@pytest.mark.parametrize(
    ("header", "at"),
    [
        (["Full Name", "Student ID", "E-mail"], {Part.NAME: 0, Part.NUMBER: 1, Part.EMAIL: 2}),
        (["PRÉNOM", "Nom", "Équipe"], {Part.GIVEN: 0, Part.FAMILY: 1, Part.GROUP: 2}),
        (["Фамилия", "имя", "№"], {Part.FAMILY: 0, Part.GIVEN: 1, Part.NUMBER: 2}),
        (["external_id", "NAME", "Shoe size"], {Part.NUMBER: 0, Part.NAME: 1}),
        (["الاسم الكامل", "رقم"], {Part.NAME: 0, Part.NUMBER: 1}),
    ],
)
def test_columns_are_known_by_many_names(header, at):
    assert dict(find_columns([header]).at) == at


def test_a_title_above_the_header_and_two_names_for_one_thing():
    columns = find_columns([["Course list"], [], ["Name", "Participant", "Rank"], ["Amina"]])
    assert (columns.header, columns.at, columns.unused, columns.twice) == (2, {Part.NAME: 0}, ["Rank"], ["Participant"])


def test_new_changed_unchanged_and_missing(cohort, upload):
    kept = seat(cohort, "Amina Diallo", "1", "Blue")
    renamed = seat(cohort, "Boris Ivanof", "2")
    numbered = seat(cohort, "Chen Wei")
    missing = seat(cohort, "Dana Roe", "4")
    draft = upload("Number,Name,Group\n1,Amina Diallo,\n2,Boris Ivanov,Red\n3,chen wei,\n5,Esra Kaya,Red")
    difference = preview_of(draft).difference
    assert [(change.seat, change.parts) for change in difference.changed] == [
        (renamed.pk, [(Part.NAME, "Boris Ivanof", "Boris Ivanov"), (Part.GROUP, "", "Red")]),
        (numbered.pk, [(Part.NAME, "Chen Wei", "chen wei"), (Part.NUMBER, "", "3")]),
    ]
    assert [change.after.name for change in difference.new] == ["Esra Kaya"]
    assert (difference.unchanged, [each.seat for each in difference.missing]) == (1, [missing.pk])
    for _ in range(2):
        draft = apply_roster(roster=draft, seen=difference.digest, removing=[], by=draft.by, now=NOW)
    assert on_list(cohort) == [
        ("Amina Diallo", "1", "Blue", ""),
        ("Boris Ivanov", "2", "Red", ""),
        ("Dana Roe", "4", "", ""),
        ("Esra Kaya", "5", "Red", ""),
        ("chen wei", "3", "", ""),
    ]
    assert (kept.pk, bytes(draft.content), draft.fixes, len(draft.changes)) == (kept.pk, b"", {}, 3)
    assert cohort.enrolments.named("Esra Kaya").get().name_key == "esra kaya"


def test_faults_name_row_column_and_value(cohort, upload):
    draft = upload(
        "Name,Number,Email,Role\n,1,,\n42,2,,\nAmina,3,amina@,\nBo,3,,instructor\n=1+1,4,,\n"
        + "x" * 151
        + ",5,,\nAmina,,,"
    )
    assert faults(draft) == [
        (2, Part.NAME, "", "The name is missing."),
        (3, Part.NAME, "42", "A name has letters."),
        (4, Part.EMAIL, "amina@", "This is no e-mail address."),
        (5, Part.ROLE, "instructor", "Only learners come in by a list. Leave this empty or write: learner"),
        (5, Part.NUMBER, "3", "Row 4 has this number too."),
        (6, Part.NAME, "=1+1", "This is a formula. Put its result here."),
        (7, Part.NAME, "x" * 151, "This is too long."),
        (8, Part.NAME, "Amina", "Row 4 has this name too. If these are two people, give each a number."),
    ]
    with pytest.raises(OutdatedPreviewError):
        confirm(draft)
    assert on_list(cohort) == []


def test_a_name_keeps_its_joiner_and_finds_its_seat_and_a_number_has_none(cohort, upload):
    seat(cohort, "علیرضا رضایی", "AB1")
    confirm(upload("Name,Number,Email\nعلی\u200cرضا رضایی,A\u200cB1,a\u200db@example.org"))
    assert on_list(cohort) == [("علی\u200cرضا رضایی", "AB1", "", "ab@example.org")]


def test_faults_are_mended_in_place_or_left_out(cohort, upload):
    draft = upload("Name,Number\n,1\nBo,2\nCy,2\n7,9")
    mend_roster(roster=draft, fixes={"2": {"name": "Amina"}, "4": {"number": "3", "nonsense": "x"}}, left_out=["5"])
    draft.refresh_from_db()
    confirm(draft)
    assert on_list(cohort) == [("Amina", "1", "", ""), ("Bo", "2", "", ""), ("Cy", "3", "", "")]


def test_namesakes_are_told_apart_by_number_only(cohort, upload):
    first, second = seat(cohort, "Ali Hassan", "1"), seat(cohort, "Ali Hassan", "2")
    assert faults(upload("Name\nAli Hassan")) == [
        (2, Part.NUMBER, "", "Several learners of this cohort have this name. Add their number.")
    ]
    difference = preview_of(upload("Name,No\nAli Hassan,2\nAli Hassan,3")).difference
    assert ([each.seat for each in difference.missing], len(difference.new)) == ([first.pk], 1)
    assert second.pk != first.pk


def test_two_namesakes_with_numbers_take_one_waiting_seat_once(cohort, upload):
    waiting = seat(cohort, "Ali Hassan")
    difference = preview_of(upload("Name,No\nAli Hassan,1\nAli Hassan,2")).difference
    assert ([change.seat for change in difference.changed], len(difference.new)) == ([waiting.pk], 1)


def test_exchanged_numbers_are_exchanged(cohort, upload):
    seat(cohort, "Amina", "1")
    seat(cohort, "Bo", "2")
    confirm(upload("Name,No\nBo,1\nAmina,2"))
    assert on_list(cohort) == [("Amina", "2", "", ""), ("Bo", "1", "", "")]


def test_who_is_used_elsewhere_keeps_the_name(cohort, upload):
    staff = UserFactory(name="Old Name")
    EnrolmentFactory(cohort=cohort, user=staff, external_id="1")
    assert faults(upload("Name,No\nNew Name,1")) == [
        (2, Part.NAME, "New Name", "This account is used elsewhere too. Only an administrator can change its name.")
    ]


def test_only_who_is_ticked_and_has_not_come_in_is_taken_off(cohort, upload):
    ticked, kept, joined = seat(cohort, "A"), seat(cohort, "B"), seat(cohort, "C", joined_at=NOW)
    done = confirm(upload("Name\nD"), removing=[ticked.pk, joined.pk, 10_000])
    assert [name for name, *_rest in on_list(cohort)] == ["B", "C", "D"]
    assert (len(done.changes), kept.pk in set(cohort.enrolments.values_list("pk", flat=True))) == (2, True)


def test_a_cohort_that_moved_on_is_looked_at_again(cohort, upload):
    draft = upload("Name\nAmina")
    seen = preview_of(draft).difference.digest
    seat(cohort, "Amina")
    with pytest.raises(OutdatedPreviewError):
        apply_roster(roster=draft, seen=seen, removing=[], by=draft.by, now=NOW)
    assert len(on_list(cohort)) == 1


def test_undo_takes_back_all_that_nobody_used(cohort, upload, teacher):
    seat(cohort, "Amina", "1", "Blue")
    gone = seat(cohort, "Zoe", "9", email="zoe@example.org")
    before = on_list(cohort)
    done = confirm(upload("Name,No,Group\nAmina B,1,Red\nBo,2,Red\nCy,3,Red"), removing=[gone.pk])
    assert len(on_list(cohort)) == 3
    undone = [undo_roster(roster=done, by=teacher, now=NOW) for _ in range(2)]
    assert [(each.n_done, each.n_kept) for each in undone] == [(4, 0), (0, 0)]
    assert on_list(cohort) == before


def test_undo_keeps_who_came_in_and_what_was_changed_since(cohort, upload, teacher):
    changed = seat(cohort, "Amina", "1")
    done = confirm(upload("Name,No\nAmina B,1\nBo,2\nCy,3"))
    cohort.enrolments.named("Bo").update(joined_at=NOW)
    Enrolment.objects.filter(pk=changed.pk).update(external_id="7")
    undone = undo_roster(roster=done, by=teacher, now=NOW)
    assert (undone.n_done, undone.n_kept) == (1, 2)
    assert on_list(cohort) == [("Amina B", "7", "", ""), ("Bo", "2", "", "")]


def test_a_newer_draft_of_the_same_person_takes_the_place_of_the_former(upload):
    upload("Name\nA")
    upload("Name\nB")
    assert RosterImport.objects.count() == 1


def test_a_draft_that_was_forgotten_goes_after_a_day(cohort, upload):
    upload("Name\nA")
    other = EnrolmentFactory(cohort=cohort, instructor=True).user
    for days, left in ((0, 2), (2, 1)):
        at = NOW + timedelta(days=days)
        upload_roster(cohort=cohort, by=other, file_name="x.csv", content=b"Name", now=at)
        assert RosterImport.objects.count() == left


@pytest.mark.journey
def test_five_thousand_learners_take_the_same_queries_as_fifty(cohort, teacher, django_assert_max_num_queries):
    names = "\n".join(f"Person {chr(97 + n % 26)}{n},{n}" for n in range(5_000))
    content = f"Name,No\n{names}".encode()
    draft = upload_roster(cohort=cohort, by=teacher, file_name="x.csv", content=content, now=NOW + timedelta(days=1))
    with django_assert_max_num_queries(80):
        confirm(draft)
    assert cohort.enrolments.learners().count() == 5_000


def test_who_did_something_stays_on_the_list(cohort):
    joined = seat(cohort, "A", joined_at=NOW)
    noted = {"by": None, "now": NOW}
    assert not remove_learner(enrolment=joined, **noted)
    assert remove_learner(enrolment=joined, may_have_joined=True, **noted)


def test_new_pins_open_seats_and_former_ones_do_not(cohort):
    seats = [seat(cohort, "A", pin="111111"), seat(cohort, "B")]
    pins = give_pins(cohort=cohort, seats=seats, by=None, now=NOW)
    assert set(pins) == {each.pk for each in seats}
    digests = {each.pk: each.pin_digest for each in Enrolment.objects.filter(pk__in=pins)}
    assert digests == {pk: pin_digest(seat=pk, pin=pin) for pk, pin in pins.items()}
