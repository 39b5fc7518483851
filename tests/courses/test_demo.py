"""The demo cohort, and the command that prints how to sign in to it."""

import json
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.access import own_seats
from courses.actions import give_new_pin
from courses.codes import grouped
from courses.demo import LEARNERS, STAFF, SignIns, is_wanted, make_demo, new_password, working_pins, working_staff
from courses.models import Cohort, Course, Enrolment
from tests.factories import NOW, CohortFactory, CourseFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


def everything():
    """Every row of the world that a demo could touch."""
    models = (User, Course, Cohort, Enrolment)
    return serializers.serialize("json", [row for model in models for row in model.objects.order_by("pk")])


def run(**options):
    out = StringIO()
    call_command("make_demo", stdout=out, **options)
    return out.getvalue()


def test_who_is_in_the_demo():
    course = CourseFactory()
    cohort, sign_ins = make_demo(course=course, known=None, now=NOW)
    seats = Enrolment.objects.select_related("user").order_by("pk")
    assert [(seat.role, seat.user.name, seat.cohort, seat.course) for seat in seats] == [
        ("instructor", STAFF["instructor"], cohort, None),
        ("director", STAFF["director"], None, course),
        *[("learner", name, cohort, None) for name in LEARNERS],
    ]
    admin = User.objects.get(username="admin")
    assert (admin.is_staff, admin.is_superuser, own_seats(admin)) == (True, True, [])
    assert not User.objects.exclude(pk=admin.pk).filter(is_staff=True).exists()
    assert (working_staff(sign_ins), list(working_pins(cohort, sign_ins))) == ([*STAFF], [*LEARNERS])


def test_twelve_names_that_read_differently():
    make_demo(course=CourseFactory(), known=None, now=NOW)
    assert len(set(Enrolment.objects.learners().values_list("name_key", flat=True))) == 12


def test_a_second_run_changes_nothing_and_prints_the_same(data_dir):
    CourseFactory()
    first, rows, file = run(), everything(), (data_dir / "demo-sign-ins.json").read_bytes()
    assert (run(), everything(), (data_dir / "demo-sign-ins.json").read_bytes()) == (first, rows, file)


def test_what_is_printed_works(data_dir):
    CourseFactory()
    printed = run()
    kept = json.loads((data_dir / "demo-sign-ins.json").read_text(encoding="utf-8"))
    first, second, *_ = kept["pins"].items()
    assert [line.strip() for line in printed.splitlines()] == [
        f"Demo learners     join with the class code {Cohort.objects.get().shown_code}",
        f"or come back as {first[0]}, PIN {grouped(first[1])}",
        f"or come back as {second[0]}, PIN {grouped(second[1])}",
        "Demo staff        sign in as instructor, director, admin",
        f"with the password {kept['password']}",
    ]
    assert all(User.objects.get(username=username).check_password(kept["password"]) for username in STAFF)
    assert working_pins(Cohort.objects.get(), SignIns(**kept)) == kept["pins"]


def test_the_sign_ins_are_for_their_owner_only(data_dir):
    CourseFactory()
    run()
    assert oct((data_dir / "demo-sign-ins.json").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"password": "x"}', '{"password": "x", "pins": 3}'])
def test_lost_sign_ins_are_made_anew(data_dir, text):
    CourseFactory()
    run()
    file = data_dir / "demo-sign-ins.json"
    before = SignIns(**json.loads(file.read_text(encoding="utf-8")))
    file.unlink() if text is None else file.write_text(text)
    run()
    after = SignIns(**json.loads(file.read_text(encoding="utf-8")))
    assert (working_staff(before), working_pins(Cohort.objects.get(), before)) == ([], {})
    assert (working_staff(after), working_pins(Cohort.objects.get(), after)) == ([*STAFF], after.pins)
    assert (User.objects.count(), Enrolment.objects.count()) == (15, 14)


def test_what_somebody_changed_stays_changed_and_is_not_printed(data_dir):
    CourseFactory()
    run()
    admin = User.objects.get(username="admin")
    admin.set_password("a password of their own")
    admin.save()
    give_new_pin(enrolment=Enrolment.objects.learners().named(LEARNERS[0]).get())
    rows = everything()
    printed = run()
    assert everything() == rows
    assert "sign in as instructor, director\n" in printed
    assert LEARNERS[0] not in printed
    assert LEARNERS[1] in printed


def test_a_real_person_with_a_user_name_of_the_demo_is_left_alone():
    CourseFactory()
    real = UserFactory(username="instructor", email="grace@example.org", name="Grace Hopper")
    password = real.password
    printed = run()
    real.refresh_from_db()
    assert (real.password, real.name, own_seats(real)) == (password, "Grace Hopper", [])
    assert "sign in as director, admin\n" in printed


def test_nothing_is_done_beside_other_cohorts():
    CohortFactory()
    rows = everything()
    assert (is_wanted(), run(), everything()) == (False, "", rows)


def test_beside_other_cohorts_when_asked():
    CohortFactory(name="March intake")
    run(anyway=True)
    assert sorted(Cohort.objects.values_list("name", flat=True)) == ["Demo cohort", "March intake"]


def test_a_demo_that_is_there_goes_on_beside_other_cohorts():
    course = CourseFactory()
    first = run()
    CohortFactory(course=course)
    assert run() == first


def test_without_a_course_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="There is no course yet"):
        run()


def test_passwords_are_random_and_easy_to_type():
    passwords = {new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert {len(password) for password in passwords} == {14}
    assert set("".join(passwords)) <= set("abcdefghjkmnpqrtuvwxy34679-")
