"""The live class: one delivery of a lesson, its plan, its clock, who was there, and questions to the room."""

from delivery.models.classes import Attendance, Delivery, DeliveryEvent, PlanItem, Privacy
from delivery.models.questions import QuestionRun, Vote

__all__ = ["Attendance", "Delivery", "DeliveryEvent", "PlanItem", "Privacy", "QuestionRun", "Vote"]
