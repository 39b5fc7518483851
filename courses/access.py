"""The doors to cohorts and seats. What somebody may not see does not exist for them: 404."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import has_second_step
from accounts.models import User
from courses.codes import clean_join_code
from courses.models import Cohort, Course, Enrolment, Group, RosterImport
from courses.names import in_order_of, name_key


def get_taught_cohort(user: User, pk: int) -> Cohort:
    """Return a cohort for its instructor or its course's director. Raises Http404 for everyone else."""
    return get_object_or_404(Cohort.objects.taught_by(user).select_related("course"), pk=pk)


def get_taught_seat(user: User, cohort_pk: int, pk: int) -> Enrolment:
    """Return a learner's seat in a cohort that ``user`` teaches. Raises Http404 otherwise."""
    cohort = get_taught_cohort(user, cohort_pk)
    return get_object_or_404(cohort.enrolments.learners().select_related("user", "cohort"), pk=pk)


def get_present_seat(user: User, cohort_pk: int, pk: int) -> Enrolment:
    """Return a learner's seat that may be changed. Raises as get_taught_seat does, and for an erased seat, too."""
    seat = get_taught_seat(user, cohort_pk, pk)
    if seat.erased_at is not None:
        raise Http404("This person is erased.")
    return seat


def get_taught_group(user: User, cohort_pk: int, pk: int) -> Group:
    """Return a group of a cohort that ``user`` teaches. Raises Http404 otherwise."""
    return get_object_or_404(get_taught_cohort(user, cohort_pk).groups.select_related("cohort"), pk=pk)


def get_directed_cohort(user: User, pk: int) -> Cohort:
    """Return a cohort for a director of its course.

    Raises PermissionDenied for its instructors, who see it, and Http404 for everyone else.
    """
    cohort = get_taught_cohort(user, pk)
    if not directs(user, cohort.course):
        raise PermissionDenied("This is for directors of the course.")
    return cohort


def instructors_for_director(user: User, cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the seats of the instructors of ``cohort`` by name, for a director of its course; none for others."""
    if not directs(user, cohort.course):
        return Enrolment.objects.none()
    seats = cohort.enrolments.filter(role=Enrolment.Role.INSTRUCTOR)
    return seats.select_related("user").order_by("user__name", "pk")


def get_directed_course(user: User, slug: str) -> Course:
    """Return a course for its director. Raises as get_directed_cohort does."""
    course = get_taught_course(user, slug)
    if not directs(user, course):
        raise PermissionDenied("This is for directors of the course.")
    return course


def directs(user: User, course: Course) -> bool:
    """Return whether ``user`` is a director of ``course``."""
    return course.enrolments.filter(user=user, role=Enrolment.Role.DIRECTOR).exists()


def get_taught_course(user: User, slug: str) -> Course:
    """Return a course that ``user`` directs or teaches to a cohort. Raises Http404 for everyone else."""
    return get_object_or_404(taught_courses(user), slug=slug)


def get_taught_import(user: User, cohort_pk: int, pk: int) -> RosterImport:
    """Return an import of a cohort that ``user`` teaches; a draft only to who uploaded it. Raises Http404 otherwise."""
    cohort = get_taught_cohort(user, cohort_pk)
    visible = cohort.roster_imports.filter(Q(by=user) | Q(applied_at__isnull=False))
    return get_object_or_404(visible.select_related("cohort__course", "by"), pk=pk)


def find_cohort_to_join(code: str) -> Cohort | None:
    """Return the cohort of a join code as somebody typed it, or None."""
    return Cohort.objects.filter(join_code=clean_join_code(code)).select_related("course").first()


def is_staff_account(user: User) -> bool:
    """Return whether ``user`` may do more than learn, or has a password: then no code or PIN opens the account."""
    has_rights = user.is_staff or user.is_superuser or user.has_usable_password()
    return has_rights or user.enrolments.exclude(role=Enrolment.Role.LEARNER).exists()


def staff_looked_after_by(user: User) -> QuerySet[User]:
    """Accounts of staff whose sign-in ``user`` may mend, by name.

    Administrators mend every one. Directors mend those of instructors who take part in nothing but the courses they
    direct: through another account they would get at what is not theirs.
    """
    if user.is_superuser:
        teaching = Enrolment.objects.exclude(role=Enrolment.Role.LEARNER).values("user")
        has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return User.objects.filter(has_password | Q(is_staff=True) | Q(pk__in=teaching)).order_by("name", "pk")
    directed = Enrolment.objects.filter(user=user, role=Enrolment.Role.DIRECTOR).values("course")
    mine = Enrolment.objects.filter(role=Enrolment.Role.INSTRUCTOR, cohort__course__in=directed)
    elsewhere = Enrolment.objects.filter(Q(cohort__isnull=True) | ~Q(cohort__course__in=directed))
    accounts = User.objects.filter(pk__in=mine.values("user"), is_staff=False, is_superuser=False)
    return accounts.exclude(pk__in=elsewhere.values("user")).order_by("name", "pk")


def get_staff_account(user: User, pk: int) -> User:
    """Return an account whose sign-in ``user`` may mend. Raises Http404 otherwise."""
    return get_object_or_404(staff_looked_after_by(user), pk=pk)


def may_look_after_staff(user: User) -> bool:
    """Return whether ``user`` administers, or directs a course."""
    return user.is_superuser or user.enrolments.filter(role=Enrolment.Role.DIRECTOR).exists()


def staffed_courses(user: User) -> QuerySet[Course]:
    """Courses to which ``user`` may appoint instructors: all for administrators, else those they direct."""
    if user.is_superuser:
        return Course.objects.all()
    own = Enrolment.objects.filter(user=user, role=Enrolment.Role.DIRECTOR)
    return Course.objects.filter(pk__in=own.values("course"))


def lacks_second_step(user: User) -> bool:
    """Return whether ``user`` directs or administers, and a password alone, or not even one, lets them in."""
    may_do_much = user.is_staff or user.is_superuser or user.enrolments.filter(role=Enrolment.Role.DIRECTOR).exists()
    return may_do_much and not has_second_step(user)


def seats_opened_by_pin(cohort: Cohort) -> QuerySet[Enrolment]:
    """Seats of learners whom a PIN lets in: not those of is_staff_account(), and not those that were erased."""
    seats = cohort.enrolments.learners().present().filter(user__is_staff=False, user__is_superuser=False)
    teaching = Enrolment.objects.exclude(role=Enrolment.Role.LEARNER).values("user")
    return seats.filter(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(user__in=teaching)


def find_reordered(cohort: Cohort, name: str) -> str | None:
    """Return ``name`` with its words in the order in which one learner of ``cohort`` has them, spelled as typed.

    None when a learner has the name as it was typed, when nobody has the same words, or several have. So it tells no
    more than typing the name in the other order does. None for archived cohorts, which take nobody.
    """
    key = name_key(name)
    if cohort.is_archived or " " not in key:
        return None
    longest = max(key.split(), key=len)
    near = cohort.enrolments.learners().present().filter(name_key__contains=longest).order_by("pk")
    keys = list(near.values_list("name_key", flat=True))
    found = [said for each in keys if (said := in_order_of(name, each))]
    return found[0] if len(found) == 1 and key not in keys else None


def has_waiting_seat(cohort: Cohort, name: str) -> bool:
    """Return whether a learner of this name is on the list of ``cohort`` and has not come in yet."""
    return cohort.enrolments.learners().named(name).waiting().exists()


def has_joined_namesake(cohort: Cohort, name: str) -> bool:
    """Return whether a learner of this name has come in already. Else a PIN of this name is on a slip, not yet used."""
    return cohort.enrolments.learners().named(name).filter(joined_at__isnull=False).exists()


def own_seats(user: User) -> list[Enrolment]:
    """Return the seats of ``user`` with their cohorts and courses, newest cohort first."""
    seats = Enrolment.objects.filter(user=user).select_related("cohort__course", "course", "group")
    return list(seats.order_by("-cohort__created_at", "-pk"))


def readable_courses(user: User) -> QuerySet[Course]:
    """Courses whose lessons ``user`` may read: learners while study is open, and those who teach it."""
    as_learner = Cohort.objects.current().filter(
        is_study_open=True, enrolments__user=user, enrolments__role=Enrolment.Role.LEARNER
    )
    return Course.objects.filter(Q(pk__in=as_learner.values("course")) | Q(pk__in=taught_courses(user).values("pk")))


def learnt_courses(user: User) -> QuerySet[Course]:
    """Courses that ``user`` takes as a learner now, whether their lessons are open for reading or not."""
    own = Enrolment.objects.filter(user=user, role=Enrolment.Role.LEARNER, cohort__archived_at=None)
    return Course.objects.filter(pk__in=own.values("cohort__course"))


def taught_courses(user: User) -> QuerySet[Course]:
    """Courses that ``user`` directs, or teaches to at least one cohort."""
    own = Enrolment.objects.filter(user=user)
    return Course.objects.filter(
        Q(pk__in=own.filter(role=Enrolment.Role.INSTRUCTOR).values("cohort__course"))
        | Q(pk__in=own.filter(role=Enrolment.Role.DIRECTOR).values("course"))
    )
