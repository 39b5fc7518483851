"""One learner of a cohort at a time, and the slips with which they come in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import directs, get_present_seat, get_taught_cohort, is_staff_account, seats_opened_by_pin
from courses.actions import ErasedSeatError, NameTakenError
from courses.forms import LearnerForm
from courses.qr import way_in
from courses.rosters.actions import add_learner, change_learner, give_pins, remove_learner
from courses.rosters.previews import learner_of

MAX_SLIPS = 400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def learner_add(request, pk):
    """Put one learner on the list."""
    cohort = get_taught_cohort(request.user, pk)
    form = LearnerForm(request.POST or None, label_suffix="")
    if form.is_valid():
        try:
            seat = add_learner(cohort=cohort, learner=form.learner, **_by(request))
        except NameTakenError:
            form.add_error("number", _("Another learner of this cohort has this number."))
        else:
            said = _("{name} is on the list.").format(name=seat.user.name)
            messages.success(request, said)
            return redirect("courses:roster", pk)
    return _show(request, cohort, form, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def learner(request, pk, seat_pk):
    """What is known of one learner."""
    seat = get_present_seat(request.user, pk, seat_pk)
    known = learner_of(seat)
    is_fixed = is_staff_account(seat.user) or seat.user.enrolments.count() > 1
    form = LearnerForm(request.POST or None, initial=vars(known), is_fixed=is_fixed, label_suffix="")
    if form.is_valid():
        try:
            change_learner(enrolment=seat, learner=form.learner, **_by(request))
        except NameTakenError:
            form.add_error("number", _("Another learner of this cohort has this number."))
        except ErasedSeatError as error:
            raise Http404("This person was erased just now.") from error
        else:
            return redirect("courses:roster", pk)
    return _show(request, seat.cohort, form, seat)


def _show(request, cohort, form, seat, *, is_used=False):
    context = {"cohort": cohort, "form": form, "seat": seat, "is_used": is_used}
    context["is_director"] = directs(request.user, cohort.course)
    status = 409 if is_used else 422 if form.is_bound else 200
    return render(request, "courses/learner.html", context, status=status)


@require_POST
@login_required
def learner_remove(request, pk, seat_pk):
    """Take a learner off the list who has done nothing. Pressed twice, it is done once."""
    cohort = get_taught_cohort(request.user, pk)
    seats = cohort.enrolments.learners().present().select_related("user", "group", "cohort")
    seat = seats.filter(pk=seat_pk).first()
    if seat is not None and not remove_learner(enrolment=seat, may_have_joined=True, **_by(request)):
        form = LearnerForm(initial=vars(learner_of(seat)), is_fixed=is_staff_account(seat.user), label_suffix="")
        return _show(request, cohort, form, seat, is_used=True)
    return redirect("courses:roster", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def slips(request, pk):
    """Slips to print and cut: a name, the code, a new PIN and a QR code each. They are shown once."""
    cohort = get_taught_cohort(request.user, pk)
    open_to_pins = list(seats_opened_by_pin(cohort).select_related("user"))
    waiting = [seat for seat in open_to_pins if seat.joined_at is None]
    context = {"cohort": cohort, "n_waiting": len(waiting), "n_all": len(open_to_pins), "most": MAX_SLIPS}
    if request.method == "POST":
        chosen = (open_to_pins if request.POST.get("whom") == "all" else waiting)[:MAX_SLIPS]
        pins = give_pins(cohort=cohort, seats=chosen, **_by(request))
        slips = [(seat, pins[seat.pk]) for seat in chosen if seat.pk in pins]
        context |= {"slips": slips, "join": way_in(request, cohort)}
    return render(request, "courses/slips.html", context)


def _by(request):
    return {"by": request.user, "now": timezone.now()}
