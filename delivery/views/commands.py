"""Orders to a class. Each is a button of the console."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from activities.models import Board
from delivery.access.classes import get_ordered_delivery, get_taught_delivery
from delivery.actions import activities, ending, running
from delivery.actions.orders import Order, OrderRefusedError
from delivery.devices import device_of
from delivery.forms.orders import OrderForm
from delivery.models import Delivery
from delivery.pacing import Status
from delivery.reports.clocks import clock_of
from delivery.views.console import render_console
from delivery.views.refusals import why

SECONDS = 60


@never_cache
@require_POST
@login_required
def do(request, pk, verb):
    """Carry out an order. One that is refused answers with the newest state, and says why."""
    delivery = get_ordered_delivery(request.user, pk)
    if verb not in VERBS:
        raise Http404("There is no such order.")
    form = OrderForm(request.POST)
    if not form.is_valid():
        return render_console(request, delivery, refused=_("This order could not be read."), status=422)
    order = Order(form.cleaned_data["rev"], request.user, device_of(request.session), timezone.now())
    try:
        row = VERBS[verb](delivery, order, form.cleaned_data)
    except OrderRefusedError as refused:
        newest = get_taught_delivery(request.user, pk)
        return render_console(request, newest, refused=why(refused), status=409)
    return _done(request, row, delivery)


def _done(request, row, delivery):
    """Answer with the console; a rehearsal that ended has none."""
    if row is None:
        left = reverse("delivery:class", args=[delivery.rehearses_id]) if delivery.rehearses_id else reverse("home")
        return HttpResponseClientRedirect(left) if request.htmx else redirect(left)
    if request.htmx:
        return render_console(request, get_taught_delivery(request.user, row.pk))
    return redirect("delivery:console", row.pk)


def _resume(delivery, order, _given):
    is_break = clock_of(delivery, order.now).status is Status.BREAK
    return (running.end_break if is_break else running.resume)(delivery=delivery, order=order)


def _black(delivery, order, _given):
    return running.set_black(delivery=delivery, order=order, is_black=not delivery.is_black)


def _show(delivery, order, given):
    board = None
    if given["board"]:
        of_the_class = {"run__cohort": delivery.cohort_id, "run__is_rehearsal": delivery.is_rehearsal}
        board = get_object_or_404(Board, pk=given["board"], **of_the_class)
    what = given["showing"] or Delivery.Showing.FRAME
    return running.show(delivery=delivery, order=order, what=what, board=board)


def _go(delivery, order, given):
    item = get_object_or_404(delivery.items, pk=given["item"])
    return running.move_to(delivery=delivery, order=order, item=item)


# What each button does. Each takes the class, the order and what came with it.
VERBS = {
    "start": lambda delivery, order, _given: running.start(delivery=delivery, order=order),
    "next": lambda delivery, order, _given: running.step(delivery=delivery, order=order),
    "previous": lambda delivery, order, _given: running.step(delivery=delivery, order=order, is_back=True),
    "go": _go,
    "pause": lambda delivery, order, _given: running.pause(delivery=delivery, order=order),
    "resume": _resume,
    "break": lambda delivery, order, given: running.take_break(
        delivery=delivery, order=order, seconds=(given["minutes"] or 5) * SECONDS
    ),
    "phase": lambda delivery, order, given: running.start_phase(delivery=delivery, order=order, phase=given["phase"]),
    "extend": lambda delivery, order, _given: running.extend(delivery=delivery, order=order),
    "black": _black,
    "show": _show,
    "board": lambda delivery, order, given: running.open_board(
        delivery=delivery, order=order, is_open=given["showing"] == Delivery.Showing.BOARD
    ),
    "board-close": lambda delivery, order, _given: running.close_board(delivery=delivery, order=order),
    "take-up": lambda delivery, order, _given: activities.take_up(delivery=delivery, order=order),
    "drive": lambda delivery, order, _given: running.take_over(delivery=delivery, order=order),
    "end": lambda delivery, order, given: ending.end(delivery=delivery, order=order, opens_quiz=given["quiz"]),
    "reopen": lambda delivery, order, _given: ending.reopen(delivery=delivery, order=order),
}
