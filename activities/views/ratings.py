"""Rating what groups present: learners, guests with a code, and what staff sees of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from activities.access.ratings import get_rated_group
from activities.access.runs import get_joined_run, get_taught_run
from activities.actions.ratings import RatingRefusedError, make_passes, rate
from activities.exports import ratings_csv
from activities.forms.ratings import GuestsForm, RatingForm, typed_before
from activities.reports.ratings import MIN_RATERS, results_of, turns_of
from courses.codes import grouped

SLIPS = "guest_slips"
SLIPS_SECONDS = 600  # sessions are rows in the clear


@never_cache
@require_safe
@login_required
def ratings(request, pk):
    """What each group got, and the guests, for staff."""
    return _show_results(request, get_taught_run(request.user, pk), GuestsForm(label_suffix=""))


def _show_results(request, run, form, status=200):
    context = {
        "run": run,
        "results": results_of(run),
        "guests": run.guest_passes.all(),
        "form": form,
        "min_raters": MIN_RATERS,
        "has_slips": _kept_slips(request, run) != [],
    }
    return render(request, "activities/ratings.html", context, status=status)


@never_cache
@require_safe
@login_required
def ratings_file(request, pk):
    """What each group got as a table, for staff."""
    run = get_taught_run(request.user, pk)
    response = HttpResponse(ratings_csv(results_of(run)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ratings-{run.pk}.csv"'
    return response


@never_cache
@require_POST
@login_required
def guests(request, pk):
    """Make codes for guests. They wait in the session, for minutes, until they are printed."""
    run = get_taught_run(request.user, pk)
    form = GuestsForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show_results(request, run, form, status=422)
    now = timezone.now()
    slips = make_passes(run=run, labels=form.cleaned_data["guests"], now=now)
    codes = [[slip.label, slip.code] for slip in slips]
    request.session[SLIPS] = {"run": run.pk, "at": now.timestamp(), "codes": codes}
    _say_what_was_made(request, form.cleaned_data["guests"], {slip.label for slip in slips})
    return redirect("activities:guest-slips", run.pk)


def _say_what_was_made(request, wanted, made):
    """Say how many slips there are, and which guests have none because they rate already."""
    if made:
        messages.success(request, ngettext("{n} slip was made.", "{n} slips were made.", len(made)).format(n=len(made)))
    if come := [label for label in wanted if label not in made]:
        said = _("Without a new slip, because they have opened theirs already: {names}")
        messages.warning(request, said.format(names=", ".join(come)))


@never_cache
@require_safe
@login_required
def guest_slips(request, pk):
    """The new codes to print and cut out, while they are kept."""
    run = get_taught_run(request.user, pk)
    slips = _kept_slips(request, run)
    if not slips:
        return redirect("activities:ratings", run.pk)
    context = {
        "run": run,
        "slips": [(label, grouped(code)) for label, code in slips],
        "address": f"{request.get_host()}{reverse('activities:guest-code')}",
    }
    return render(request, "activities/slips.html", context)


def _kept_slips(request, run):
    kept = request.session.get(SLIPS)
    if not kept or kept["run"] != run.pk or timezone.now().timestamp() - kept["at"] > SLIPS_SECONDS:
        return []
    return kept["codes"]


@never_cache
@require_safe
@login_required
def rate_list(request, pk):
    """The groups that a learner may rate."""
    run, seat = get_joined_run(request.user, pk)
    if run.rating is None:
        raise Http404("Nobody is rated here.")
    rated = list(run.ratings.filter(seat=seat).values_list("group_id", flat=True))
    turns = [
        (turn, reverse("activities:rate-group", args=[run.pk, turn.group.pk]))
        for turn in turns_of(run, seat=seat, rated=rated)
    ]
    return render(request, "activities/rate.html", {"run": run, "turns": turns})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rate_group(request, pk, group_pk):
    """A learner rates a group, not the own one."""
    run, seat = get_joined_run(request.user, pk)
    group = get_rated_group(run, seat, group_pk)
    return rating_form(request, run=run, group=group, rater=seat, back=reverse("activities:rate", args=[run.pk]))


def rating_form(request, *, run, group, rater, back):
    """Answer with the form for one group, or keep what was sent and lead to ``back``.

    The page sends the form with htmx: when the network is away it stays, with what was typed.
    """
    template = "activities/rate_group.html#rating" if request.htmx else "activities/rate_group.html"
    given = rater.ratings.filter(run=run, group=group).first()
    initial = typed_before(given.values, given.comments) if given else {}
    form = RatingForm(request.POST if request.method == "POST" else None, plan=run.rating, initial=initial)
    context = {"run": run, "group": group, "form": form, "back": back, "is_given": given is not None}
    if not form.is_valid():
        return render(request, template, context, status=422 if form.is_bound else 200)
    try:
        rate(run=run, group=group, rater=rater, now=timezone.now(), **form.given)
    except RatingRefusedError:
        return render(request, template, context | {"is_closed": True}, status=409)
    return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
