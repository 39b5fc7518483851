"""What a class does with a board, or hears of it: the parts of the board's page that are the class's."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from activities.access.boards import get_board, get_taught_board
from activities.actions.boards import BoardRefusedError
from activities.views.boards import after_change, hand_of, show_board
from delivery.access.classes import class_of_board
from delivery.actions import running
from delivery.actions.orders import Order, OrderRefusedError
from delivery.actions.sharing import stop_sharing
from delivery.devices import device_of
from delivery.models import Delivery
from delivery.views.refusals import why


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@vary_on_headers("HX-Request")
def in_class(request, pk):
    """Whether the class screen has this board, and the button that puts it there or takes it off."""
    board = get_taught_board(request.user, pk)
    delivery = class_of_board(board)
    if request.method != "POST" or delivery is None:
        return _show(request, board, delivery)
    order = Order(delivery.rev, request.user, device_of(request.session), timezone.now())
    try:
        if "off" in request.POST:
            running.take_off(delivery=delivery, order=order, board=board)
        else:
            running.show(delivery=delivery, order=order, what=Delivery.Showing.BOARD, board=board)
    except OrderRefusedError as refused:
        return _show(request, board, class_of_board(board), refused=why(refused), status=409)
    if request.htmx:
        return _show(request, board, class_of_board(board))
    return redirect("activities:board", board.pk)


def _show(request, board, delivery, *, refused="", status=200):
    is_on = delivery is not None and delivery.showing == Delivery.Showing.BOARD and delivery.board_id == board.pk
    context = {"board": board, "delivery": delivery, "is_on": is_on, "refused": refused}
    template = "delivery/board_in_class.html#part" if request.htmx else "delivery/board_in_class.html"
    return render(request, template, context, status=status)


@never_cache
@vary_on_headers("HX-Request")
@require_POST
@login_required
def unshare(request, pk):
    """Let the class see the board of a group no more: it leaves the class screen too."""
    board, seat = get_board(request.user, pk)
    try:
        stop_sharing(board=board, hand=hand_of(request, seat))
    except BoardRefusedError as refused:
        return show_board(request, board, seat, refused=refused, status=409)
    return after_change(request, board, seat)
