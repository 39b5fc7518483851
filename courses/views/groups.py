"""The groups of a cohort: divide, move, rename."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import get_present_seat, get_taught_cohort, get_taught_group
from courses.actions import NameTakenError, divide_into_groups, move_to_group, remove_group, rename_group
from courses.forms import DivideForm, GroupNameForm


@never_cache
@require_safe
@login_required
def groups(request, pk):
    """Who is in which group."""
    return _show(request, get_taught_cohort(request.user, pk))


def _show(request, cohort, *, divide=None, rename=None, renamed=None, status=200):
    groups = list(cohort.groups.all())
    seats = list(cohort.enrolments.learners().present().select_related("user"))
    rows = [
        (group, [seat for seat in seats if seat.group_id == group.pk], _name_form(group, renamed, rename))
        for group in groups
    ]
    context = {
        "cohort": cohort,
        "groups": groups,
        "rows": rows,
        "loose": [seat for seat in seats if seat.group_id is None],
        "divide": divide or DivideForm(initial={"n_groups": len(groups) or 3}, label_suffix=""),
        "rename": rename,
    }
    return render(request, "courses/groups.html", context, status=status)


def _name_form(group, renamed, form):
    if renamed == group.pk:
        return form
    return GroupNameForm(initial={"name": group.name}, prefix=f"group-{group.pk}", label_suffix="")


@require_POST
@login_required
def divide(request, pk):
    """Deal the learners out."""
    cohort = get_taught_cohort(request.user, pk)
    form = DivideForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, cohort, divide=form, status=422)
    n_without = cohort.enrolments.learners().present().filter(group=None).count()
    groups = divide_into_groups(cohort=cohort, **_by(request), **form.cleaned_data)
    n_kept = cohort.groups.exclude(pk__in=[group.pk for group in groups]).count()
    messages.success(request, _what_was_done(n_without, n_kept, is_anew=form.cleaned_data["is_anew"]))
    return redirect("courses:groups", pk)


def _what_was_done(n_without, n_kept, *, is_anew):
    if is_anew and n_kept:
        said = ngettext(
            "Everybody was dealt out anew. {n} group more stays without learners: its work is kept.",
            "Everybody was dealt out anew. {n} groups more stay without learners: their work is kept.",
            n_kept,
        )
        return said.format(n=n_kept)
    if is_anew:
        return _("Everybody was dealt out anew.")
    if not n_without:
        return _("Nobody moved, for everybody has a group. To deal everybody out anew, tick the box.")
    said = ngettext("{n} learner was given a group.", "{n} learners were given a group.", n_without)
    return said.format(n=n_without)


@require_POST
@login_required
def move(request, pk, seat_pk):
    """Give one learner another group, or none."""
    seat = get_present_seat(request.user, pk, seat_pk)
    wanted = request.POST.get("group", "")
    if wanted and not (wanted.isascii() and wanted.isdigit()):
        raise Http404("There is no such group.")
    group = get_taught_group(request.user, pk, int(wanted)) if wanted else None
    move_to_group(enrolment=seat, group=group, **_by(request))
    return redirect("courses:groups", pk)


@require_POST
@login_required
def rename(request, pk, group_pk):
    """Call a group by another name."""
    group = get_taught_group(request.user, pk, group_pk)
    form = GroupNameForm(request.POST, prefix=f"group-{group.pk}", label_suffix="")
    if form.is_valid():
        try:
            rename_group(group=group, name=form.cleaned_data["name"], **_by(request))
        except NameTakenError:
            form.add_error("name", _("Another group has this name."))
        else:
            return redirect("courses:groups", pk)
    return _show(request, group.cohort, rename=form, renamed=group.pk, status=422)


@require_POST
@login_required
def remove(request, pk, group_pk):
    """Delete a group in which nobody is and nothing was done. Pressed twice, it is done once."""
    cohort = get_taught_cohort(request.user, pk)
    group = cohort.groups.filter(pk=group_pk).first()
    if group is not None and not remove_group(group=group, **_by(request)):
        kept = _("{group} stays: somebody is in it, or something was done in it.").format(group=group.name)
        messages.warning(request, kept)
    return redirect("courses:groups", pk)


def _by(request):
    return {"by": request.user, "now": timezone.now()}
