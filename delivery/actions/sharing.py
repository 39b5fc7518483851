"""What a group decides about its board concerns the class that has it on its screen."""

from django.db import transaction

from activities.actions.boards import Hand, set_switch
from activities.models import Board
from delivery.actions.orders import carry_out, to_frame
from delivery.models import Delivery

Showing = Delivery.Showing


@transaction.atomic
def stop_sharing(*, board: Board, hand: Hand) -> bool:
    """Let the class see the board of a group no more, and take it off class screens; return whether it was shared.

    It waits for no driver: whose board it is decides. Behind what covers it, the board of the class is at hand again.
    A black screen stays black. Safe to repeat. Raises BoardClosedError.
    """
    classes = Delivery.objects.filter(cohort=board.run.cohort_id, is_rehearsal=board.run.is_rehearsal)
    # Classes first, as orders do it, and also those without it: one may be about to show it.
    held = list(classes.order_by("pk").select_for_update(no_key=True))
    was_shared = set_switch(board=board, switch="is_shared", is_on=False, hand=hand)
    for row in held:
        if row.board_id == board.pk:
            _put_away(row)
    return was_shared


def _put_away(row: Delivery) -> None:
    showing = Showing.FRAME if row.showing == Showing.BOARD else row.showing
    carry_out(row, **to_frame(row, row.item) | {"showing": showing})
