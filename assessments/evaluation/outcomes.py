"""Which questions belong to which learning outcome."""

import numpy as np

from assessments.evaluation.marks import Array, Marks
from assessments.models import QuestionOutcome
from lessons.models import LearningOutcome


def outcomes_of(marks: Marks) -> list[tuple[LearningOutcome, Array]]:
    """Return each outcome that is the primary one of a question, with its columns as a mask. In one query."""
    questions = [column.question for column in marks.columns]
    links = QuestionOutcome.objects.filter(question__in=questions, position=0).select_related("outcome")
    by_question = {link.question_id: link.outcome for link in links}
    outcomes = sorted({outcome.pk: outcome for outcome in by_question.values()}.values(), key=lambda o: o.position)
    owners = [by_question[question].pk if question in by_question else None for question in questions]
    return [(outcome, np.array([owner == outcome.pk for owner in owners], bool)) for outcome in outcomes]
