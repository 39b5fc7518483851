"""Looking after how others sign in: staff for administrators and directors, locked learners for those who teach."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import (
    get_directed_cohort,
    get_present_seat,
    get_staff_account,
    get_taught_cohort,
    instructors_for_director,
    may_look_after_staff,
    staffed_courses,
)
from courses.actions import OtherRoleError, unlock_seat
from courses.forms import StaffForm
from courses.reports import locked_learners, staff_of
from courses.staff.actions import end_appointment, give_link, invite_staff, mend_account


@never_cache
@require_safe
@login_required
def locked(request, pk):
    """Learners who typed wrong PINs too often, and letting them in again."""
    cohort = get_taught_cohort(request.user, pk)
    learners = cohort.enrolments.learners().select_related("user")
    context = {"cohort": cohort, "seats": locked_learners(cohort, learners, timezone.now())}
    return render(request, "courses/locked.html", context)


@require_POST
@login_required
def unlock(request, pk, seat_pk):
    """Let a learner try again. Pressed twice, it is done once."""
    seat = get_present_seat(request.user, pk, seat_pk)
    unlock_seat(enrolment=seat, by=request.user, now=timezone.now())
    messages.success(request, _("{name} may try again.").format(name=seat.user.name))
    return redirect("courses:locked", pk)


def _only_for_who_looks_after(user):
    if not may_look_after_staff(user):
        raise Http404("Neither an administrator nor a director.")


@never_cache
@require_safe
@login_required
def staff(request):
    """The staff whose sign-in one may mend."""
    _only_for_who_looks_after(request.user)
    return render(request, "courses/staff.html", {"staff": staff_of(request.user, timezone.now())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def staff_new(request):
    """Appoint somebody, with an account that they have or with a new one and a link to set its password."""
    _only_for_who_looks_after(request.user)
    form = StaffForm(
        request.POST if request.method == "POST" else None,
        courses=staffed_courses(request.user),
        may_direct=request.user.is_superuser,
        label_suffix="",
    )
    if form.is_valid():
        try:
            return _appoint(request, form)
        except OtherRoleError:
            form.add_error("part", _("This person has another part in this cohort already."))
    return render(request, "courses/staff_new.html", {"form": form}, status=422 if form.is_bound else 200)


@reauthentication_required
def _appoint(request, form):
    invited = invite_staff(by=request.user, now=timezone.now(), **form.appointment)
    if invited.is_new:
        return _show_link(request, invited.user)
    messages.success(request, _("{name} is appointed.").format(name=invited.user.name))
    return redirect("courses:staff")


@never_cache
@require_safe
@login_required
def staff_person(request, pk):
    """How one member of staff signs in, and mending it."""
    person = get_staff_account(request.user, pk)
    row = next(each for each in staff_of(request.user, timezone.now()) if each.pk == person.pk)
    return render(request, "courses/staff_person.html", {"person": row, "is_self": person == request.user})


@require_POST
@login_required
def instructor_remove(request, pk, seat_pk):
    """Take their part in a cohort from an instructor. Pressed twice, it is done once."""
    cohort = get_directed_cohort(request.user, pk)
    seat = instructors_for_director(request.user, cohort).filter(pk=seat_pk).first()
    if seat is not None and end_appointment(seat=seat, by=request.user, now=timezone.now()):
        messages.success(request, _("{name} is no longer an instructor of this cohort.").format(name=seat.user.name))
    return redirect("courses:cohort-settings", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def staff_link(request, pk):
    """Give a one-time link that sets a password, and show it once."""
    person = get_staff_account(request.user, pk)
    if request.method != "POST" or person == request.user:  # one's own is changed with the password one has
        return redirect("courses:staff-person", pk)
    return _show_link(request, person)


@reauthentication_required
def _show_link(request, person):
    base = settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
    link = base + give_link(user=person, by=request.user, now=timezone.now())
    return render(request, "courses/staff_link.html", {"person": person, "link": link})


@require_POST
@login_required
def staff_do(request, pk):
    """Unlock an account, remove its second step, end its sessions, close or open it."""
    person = get_staff_account(request.user, pk)
    wanted = request.POST.get("do", "")
    return (_mend_after_password if wanted == "remove-second-step" else _mend)(request, person, wanted)


def _mend(request, person, wanted):
    mend_account(user=person, wanted=wanted, by=request.user, now=timezone.now())
    return redirect("courses:staff-person", person.pk)


_mend_after_password = reauthentication_required(_mend)
