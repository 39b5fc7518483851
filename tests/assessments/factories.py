"""Rows of assessments for tests. Every key carries a token, so that a leak can be seen."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assessments.models import (
    AssessmentForm,
    Attempt,
    FormItem,
    KeyRevision,
    Question,
    QuestionVersion,
    Sitting,
)
from tests.factories import NOW, CohortFactory, EnrolmentFactory, LessonFactory, rows_beside

KEY_TOKEN, FEEDBACK_TOKEN = "TOKEN-ANSWER", "TOKEN-FEEDBACK"


def blank_key(*accepted):
    return {
        "accept": [{"text": text, "also": [], "feedback": None} for text in accepted],
        "parts": [],
        "partial": [],
        "wrong": [],
        "review": [],
        "quota": None,
    }


# For each type: stem, what learners see of it, and its key as the loader writes it.
SAMPLES = {
    "blanks": (
        "The {{team}} helps the mission.",
        {"order": "fixed", "blanks": ["team"]},
        {"shared": None, "blanks": {"team": blank_key("UN Country Team", KEY_TOKEN)}},
    ),
    "true-false": (
        "The UN arrives with the mission.",
        {},
        {
            "answer": False,
            "if_answered": {"true": FEEDBACK_TOKEN, "false": FEEDBACK_TOKEN},
            "contested": None,
            "misconception": None,
        },
    ),
    "check-one": (
        "Who chairs the Country Team?",
        {
            "options": [
                {"id": "a", "text": "The Coordinator", "is_last": False},
                {"id": "b", "text": "A general", "is_last": False},
            ]
        },
        {
            "options": {
                "a": {"credit": "1/1", "feedback": FEEDBACK_TOKEN, "misconception": None, "statement": None},
                "b": {"credit": "0/1", "feedback": FEEDBACK_TOKEN, "misconception": None, "statement": None},
            }
        },
    ),
    "check-all": (
        "Which are regional?",
        {"options": [{"id": each, "text": f"Body {each}", "is_last": False} for each in "abcd"]},
        {
            "policy": "balanced",
            "options": {
                each: {"correct": each in "ab", "feedback": FEEDBACK_TOKEN, "misconception": None, "statement": None}
                for each in "abcd"
            },
        },
    ),
    "narrative": (
        "Why are national partners key?",
        {"parts": []},
        {
            "model_answer": KEY_TOKEN,
            "key_points": [{"id": "stake", "text": "They have most at stake", "points": "1", "synonyms": ["stake"]}],
            "parts": {},
            "also_welcome": [],
            "misconceptions": [],
        },
    ),
}


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"question-{n}")
    position = rows_beside(Question, "lesson")
    source = factory.Sequence(lambda n: f"X{n}")


class QuestionVersionFactory(DjangoModelFactory):
    class Meta:
        model = QuestionVersion

    question = factory.SubFactory(QuestionFactory)
    number = rows_beside(QuestionVersion, "question", plus=1)
    type = "true-false"
    stem = factory.LazyAttribute(lambda version: SAMPLES[version.type][0])
    content = factory.LazyAttribute(lambda version: SAMPLES[version.type][1])
    points = Decimal(1)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    created_at = NOW


class KeyRevisionFactory(DjangoModelFactory):
    class Meta:
        model = KeyRevision

    version = factory.SubFactory(QuestionVersionFactory)
    number = rows_beside(KeyRevision, "version", plus=1)
    key = factory.LazyAttribute(lambda revision: {"feedback": FEEDBACK_TOKEN, **SAMPLES[revision.version.type][2]})
    reason = "First"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    created_at = NOW


class FormFactory(DjangoModelFactory):
    """A frozen form. ``types`` are the types of its questions, in order; one of each when not given."""

    class Meta:
        model = AssessmentForm
        skip_postgeneration_save = True

    lesson = factory.SubFactory(LessonFactory)
    label = factory.Sequence(lambda n: f"Form {n}")
    frozen_at = NOW
    created_at = NOW

    @factory.post_generation
    def types(self, create, types, **kwargs):
        for position, kind in enumerate(types if types is not None else SAMPLES):
            version = KeyRevisionFactory(version__type=kind, version__question__lesson=self.lesson).version
            FormItem.objects.create(form=self, position=position, version=version, points=version.points)


class SittingFactory(DjangoModelFactory):
    """An open sitting of a cohort of the form's course."""

    class Meta:
        model = Sitting

    form_a = factory.SubFactory(FormFactory)
    cohort = factory.LazyAttribute(lambda sitting: CohortFactory(course=sitting.form_a.lesson.course))
    kind = Sitting.Kind.PRE
    label = "Quiz before the lesson"
    opens_at = NOW
    created_at = NOW


class AttemptFactory(DjangoModelFactory):
    """An open attempt of a learner of the sitting's cohort."""

    class Meta:
        model = Attempt

    sitting = factory.SubFactory(SittingFactory)
    enrolment = factory.LazyAttribute(lambda attempt: EnrolmentFactory(cohort=attempt.sitting.cohort))
    number = 1
    form = factory.SelfAttribute("sitting.form_a")
    seed = 1
    started_at = NOW
