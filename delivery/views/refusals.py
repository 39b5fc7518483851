"""Why an order was not carried out, in words."""

from django.utils.translation import gettext_lazy as _

from delivery.actions.asking import AnsweredError
from delivery.actions.orders import ClassOverError, NotDrivingError, StaleOrderError
from delivery.actions.running import NotSharedError, OtherClassError

REASONS = {
    StaleOrderError: _("Somebody was quicker. This is how the class stands now; nothing was changed."),
    NotDrivingError: _("Another device drives the class. Take over to go on from here."),
    ClassOverError: _("The class is not running, so nothing was changed."),
    OtherClassError: _("Another class of this cohort goes on. End it first."),
    NotSharedError: _("The group does not share its board now, so the class screen does not show it."),
    AnsweredError: _("Somebody has answered already, and was told who would see it. Ask again to change that."),
}


def why(refused):
    """Return the sentence for an order that was refused."""
    return REASONS[type(refused)]
