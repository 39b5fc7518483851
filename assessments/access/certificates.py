"""The doors to certificates: those who direct give and revoke, those who teach read, learners have their own."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import Certificate
from courses.access import get_directed_cohort
from courses.models import Cohort, Course, Enrolment


def is_director(user: User, course: Course | int) -> bool:
    """Return whether ``user`` directs a course."""
    return Enrolment.objects.filter(user=user, course=course, role=Enrolment.Role.DIRECTOR).exists()


def get_directed_certificate(user: User, cohort_pk: int, pk: int) -> Certificate:
    """Return a certificate of a cohort of a course that ``user`` directs. Raises as ``get_directed_cohort``."""
    cohort = get_directed_cohort(user, cohort_pk)
    return get_object_or_404(Certificate.objects.select_related("enrolment"), pk=pk, enrolment__cohort=cohort)


def get_certificate_to_print(user: User, pk: int) -> Certificate:
    """Return a certificate of ``user``, or of a cohort that ``user`` teaches, that can be printed. Raises Http404."""
    visible = Q(enrolment__user=user) | Q(enrolment__cohort__in=Cohort.objects.taught_by(user))
    return get_object_or_404(Certificate.objects.printable().filter(visible), pk=pk)


def own_certificates(user: User) -> list[Certificate]:
    """Return the valid certificates of ``user``."""
    return list(Certificate.objects.valid().filter(enrolment__user=user).select_related("enrolment"))
