"""Pages of boards: to work on, and for the class screen."""

import secrets

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from activities.access.boards import get_board, get_own_entry, get_taught_board
from activities.actions.boards import (
    BoardConflictError,
    BoardFullError,
    BoardRefusedError,
    CircleOfEntriesError,
    Hand,
    add_entry,
    change_entry,
    keep_snapshot,
    last_number,
    merge_entry,
    redo,
    set_hidden,
    set_switch,
    undo,
)
from activities.exports import board_csv
from activities.forms.boards import ChangeForm, EntryForm, NumberForm
from activities.phases import phases_of
from activities.points import gather
from activities.reports.boards import Reader, board_page
from activities.reports.screens import screen_boards

# What a button of a board switches.
SWITCHES = {
    "open": ("is_open", True),
    "close": ("is_open", False),
    "share": ("is_shared", True),
    "names": ("shows_names", True),
    "no-names": ("shows_names", False),
}


@never_cache
@vary_on_headers("HX-Request")
@require_safe
@login_required
def board(request, pk):
    """A board to read and to work on: the whole page, its inner part, or only its points."""
    board, seat = get_board(request.user, pk)
    return show_board(request, board, seat, only_points=request.GET.get("part") == "points")


@never_cache
@vary_on_headers("HX-Request")
@require_safe
@login_required
def board_screen(request, pk):
    """What the class screen shows of a board. No controls; no names unless they are switched on."""
    board, seat = get_board(request.user, pk)
    page = board_page(board, Reader(seat, is_screen=True))
    shown, *earlier = screen_boards(page)
    context = {"board": board, "page": page, "shown": shown, "earlier": earlier[0] if earlier else None}
    return render(request, "activities/board_screen.html" + ("#screen" if request.htmx else ""), context)


@never_cache
@vary_on_headers("HX-Request")
@require_POST
@login_required
def entry_add(request, pk):
    """Write a point on a board."""
    board, seat = get_board(request.user, pk)
    form = EntryForm(request.POST, board=board)
    if not form.is_valid():
        return show_board(request, board, seat, form=form, status=422)
    try:
        add_entry(board=board, hand=hand_of(request, seat), **form.cleaned_data)
    except BoardRefusedError as refused:
        return show_board(request, board, seat, form=form, refused=refused, status=409)
    return after_change(request, board, seat)


@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request, pk, entry_pk):
    """Change the words or the places of an entry; for staff also merge and hide it."""
    entry, seat = get_own_entry(request.user, pk, entry_pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, board=entry.board, initial=_as_typed(entry))
    if request.method != "POST":
        return _show_entry(request, entry, seat, form)
    if not form.is_valid():
        return _show_entry(request, entry, seat, form, status=422)
    try:
        change_entry(entry=entry, hand=hand_of(request, seat), **form.cleaned_data)
    except BoardConflictError:
        entry.refresh_from_db(fields=["text", "places", "is_hidden", "merged_into"])
        kept = ChangeForm(board=entry.board, initial={**form.cleaned_data, "number": last_number(entry)})
        return _show_entry(request, entry, seat, kept, is_conflict=True, status=409)
    except BoardRefusedError as refused:
        return show_board(request, entry.board, seat, refused=refused, status=409)
    return after_change(request, entry.board, seat)


def _as_typed(entry):
    return {"text": entry.text, "places": entry.places, "number": last_number(entry)}


@never_cache
@vary_on_headers("HX-Request")
@require_POST
@login_required
def entry_do(request, pk, entry_pk, verb):
    """Hide, show, merge or part an entry. Pressed twice, it is done once."""
    entry, seat = get_own_entry(request.user, pk, entry_pk)
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise Http404("The button says for which change it was made.")
    order = {"entry": entry, "number": form.cleaned_data["number"], "hand": hand_of(request, seat)}
    into = form.cleaned_data["into"]
    try:
        if verb in {"hide", "show"}:
            set_hidden(is_hidden=verb == "hide", **order)
        elif verb == "merge":
            merge_entry(into=get_object_or_404(entry.board.entries, pk=into), **order)
        elif verb == "unmerge":
            merge_entry(into=None, **order)
        else:
            raise Http404("There is no such change.")
    except BoardRefusedError as refused:
        return show_board(request, entry.board, seat, refused=refused, status=409)
    return after_change(request, entry.board, seat)


@never_cache
@vary_on_headers("HX-Request")
@require_POST
@login_required
def board_do(request, pk, verb):
    """Open, close, share, show names, keep as it is, undo the newest change, or do it again.

    A class has to hear of the end of sharing, so that is ``delivery:board-unshare``.
    """
    board, seat = get_board(request.user, pk)
    hand = hand_of(request, seat)
    try:
        if verb in SWITCHES:
            switch, is_on = SWITCHES[verb]
            set_switch(board=board, switch=switch, is_on=is_on, hand=hand)
        elif verb == "undo":
            undo(board=board, number=_number(request), hand=hand)
        elif verb == "redo":
            redo(board=board, number=_number(request), hand=hand)
        elif verb == "snapshot":
            keep_snapshot(board=board, label=_("Kept by hand"), hand=hand)
        else:
            raise Http404("There is no such change.")
    except BoardRefusedError as refused:
        return show_board(request, board, seat, refused=refused, status=409)
    return after_change(request, board, seat)


def _number(request):
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise Http404("The button says for which change it was made.")
    return form.cleaned_data["number"]


@never_cache
@require_safe
@login_required
def board_file(request, pk):
    """The board as a table, for staff."""
    board = get_taught_board(request.user, pk)
    phases = {phase.slug: phase.title for phase in phases_of(board.run.activity, board.run.variation)}
    view = board_page(board, Reader(None)).view
    response = HttpResponse(board_csv(view, phases), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="board-{board.pk}.csv"'
    return response


def hand_of(request, seat):
    return Hand(by=request.user, seat=seat, now=timezone.now())


def after_change(request, board, seat):
    """Show the newest state to htmx; lead everybody else there, so that a reload repeats nothing."""
    if not request.htmx:
        return redirect("activities:board", board.pk)
    board.refresh_from_db(fields=["rev", "is_open", "is_shared", "shows_names", "phase", "title"])
    return show_board(request, board, seat)


def show_board(request, board, seat, *, form=None, refused=None, only_points=False, status=200):
    page = board_page(board, Reader(seat))
    cards = page.view.free_cards
    context = {
        "board": board,
        "page": page,
        "form": form or EntryForm(board=board, initial=_new_token() | _usual_places(board)),
        "card_form": EntryForm(board=board, cards=cards, initial=_new_token()) if cards else None,
        "refusal": _reason(refused) if refused else "",
        "is_alone": _is_alone(request, board),
    }
    if only_points:
        return render(request, "activities/board.html#points", context)
    return render(request, "activities/board.html" + ("#board" if request.htmx else ""), context, status=status)


def _new_token():
    return {"token": secrets.token_urlsafe(18)}


def _usual_places(board):
    """Return where a point stands unless somebody says otherwise: in the list that the phase is about, if any."""
    return {"places": [region["id"] for region in board.regions if region["id"] == board.phase]}


def _is_alone(request, board):
    """Whether the board has a page of its own. Within a class, the class says when to look again."""
    own = reverse("activities:board", args=[board.pk])
    return not request.htmx or request.htmx.current_url_abs_path == own


def _show_entry(request, entry, seat, form, *, is_conflict=False, status=200):
    others = []
    if seat is None or entry.board.group_id:
        others = [point.entry for point in gather(entry.board.entries.all()) if point.entry.pk != entry.pk]
    context = {
        "board": entry.board,
        "entry": entry,
        "number": last_number(entry),
        "form": form,
        "others": others,
        "is_staff": seat is None,
        "is_conflict": is_conflict,
    }
    template = "activities/board_entry.html" + ("#entry" if request.htmx else "")
    return render(request, template, context, status=status)


def _reason(refused):
    if isinstance(refused, BoardConflictError):
        return _("Somebody else changed this in the meantime. Here is the board as it is now; look and try again.")
    if isinstance(refused, BoardFullError):
        return _("You have written many points on this board. Change one of them, or tell your instructor.")
    if isinstance(refused, CircleOfEntriesError):
        return _("A point cannot stand for itself.")
    return _("The board does not take this now: it is closed, or the point is not yours.")
