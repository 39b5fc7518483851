"""The live class: one delivery of a lesson, its plan, its clock, who was there, and questions to the room."""

from delivery.models.classes import (
    CONNECTED_FOR,
    SCREEN_ANSWERS_WITHIN,
    Attendance,
    Delivery,
    DeliveryEvent,
    PlanItem,
    Privacy,
)
from delivery.models.clock import ClockMove
from delivery.models.questions import QuestionRun, Vote

__all__ = [
    "CONNECTED_FOR",
    "SCREEN_ANSWERS_WITHIN",
    "Attendance",
    "ClockMove",
    "Delivery",
    "DeliveryEvent",
    "PlanItem",
    "Privacy",
    "QuestionRun",
    "Vote",
]
