"""Orders to a class, as tests give them."""

from datetime import timedelta

from delivery.actions.orders import Order
from delivery.models import Delivery
from tests.factories import NOW


def order(delivery, *, seconds=0, by=None, device="laptop", rev=None):
    """Return an order for the newest state of ``delivery``, ``seconds`` after NOW, from its instructor."""
    newest = Delivery.objects.get(pk=delivery.pk).rev if rev is None else rev
    return Order(rev=newest, by=by or delivery.created_by, device=device, now=NOW + timedelta(seconds=seconds))


def events_of(delivery):
    """Return what happened to the clock of a class: kind, title of the item, phase and second after NOW."""
    return [
        (event.kind, event.item.title if event.item else None, event.phase, (event.at - NOW).total_seconds())
        for event in delivery.events.select_related("item")
    ]


def item(delivery, title):
    return delivery.items.get(title=title)


def state(delivery):
    """Return what a command may have changed."""
    row = Delivery.objects.get(pk=delivery.pk)
    return (row.rev, row.item.title if row.item else None, row.showing, row.is_black)
