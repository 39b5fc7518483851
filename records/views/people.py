"""What is kept of a person: for themselves to take away, and for directors to erase."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.models import Attempt
from courses.access import get_directed_cohort, get_taught_seat
from courses.exports import as_download
from courses.models import Enrolment
from courses.spreadsheets.writing import safe_name
from records.actions.erasing import CannotEraseError, check_erasable, erase_person
from records.exports import own_archive
from records.forms import ConfirmForm
from records.reports.keeping import kept_of


@never_cache
@require_safe
@login_required
def own_data(request):
    """What is kept of oneself, and results of cohorts that are over."""
    seats = list(request.user.enrolments.select_related("user", "cohort__course", "course"))
    own = Attempt.objects.filter(enrolment__user=request.user, submitted_at__isnull=False, voided_at=None)
    attempts = own.select_related("sitting__cohort").order_by("-submitted_at", "-pk")
    context = {"seats": seats, "kept": kept_of(seats) if seats else None, "attempts": attempts}
    return render(request, "records/own_data.html", context)


@require_safe
@login_required
def own_data_file(request):
    """Everything that is kept of oneself, as a ZIP."""
    now = timezone.now()
    answer = HttpResponse(own_archive(request.user, now), content_type="application/zip")
    return as_download(answer, safe_name(_("My data"), f"{timezone.localdate(now):%Y-%m-%d}", kind="zip"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request, pk, seat_pk):
    """What would go and what would stay of a learner, and erasing for good."""
    cohort = get_directed_cohort(request.user, pk)
    seat = get_taught_seat(request.user, pk, seat_pk)
    form = ConfirmForm(request.POST or None, label_suffix="")
    refused: CannotEraseError | None = None
    seats: Sequence[Enrolment] = ()
    try:
        seats = check_erasable(seat=seat, by=request.user)
        if request.method == "POST" and form.is_valid():
            erase_person(seat=seat, by=request.user, now=timezone.now())
            return redirect("records:erase", pk, seat_pk)
    except CannotEraseError as error:
        refused = error
    context = {"cohort": cohort, "seat": seat, "form": form, "refused": refused, "seats": seats}
    context["kept"] = kept_of(list(seats)) if seats else None
    failed = request.method == "POST"
    return render(request, "records/erase.html", context, status=(409 if refused else 422) if failed else 200)
