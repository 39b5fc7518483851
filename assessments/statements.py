"""Options of multiple-choice questions that can stand as true/false statements of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.models import DerivedQuestion, Question, QuestionVersion
from lessons.models import Lesson

MULTIPLE_CHOICE = [QuestionVersion.Type.CHECK_ONE, QuestionVersion.Type.CHECK_ALL]


@dataclass(frozen=True)
class Statement:
    """An option as a sentence. ``is_true`` is None when the key does not tell.

    ``made`` is the true/false question made from it, or None; ``made_stem`` is what that says in its newest version.
    """

    parent: Question
    option: str
    text: str
    feedback: str
    misconception: str | None
    is_true: bool | None
    made: Question | None
    made_stem: str

    @property
    def name(self) -> str:
        """What the true/false question is called: M1a for option a of M1."""
        return f"{self.parent.name}{self.option}"

    @property
    def is_changed(self) -> bool:
        """Whether the files say something else since the question was made."""
        return self.made is not None and self.made_stem != self.text


def statements_of(lesson: Lesson) -> list[Statement]:
    """Return every statement of the lesson's current questions, in a constant number of queries."""
    parents = lesson.questions.current().filter(
        versions__in=QuestionVersion.objects.newest().filter(type__in=MULTIPLE_CHOICE)
    )
    options = [
        (parent, _newest_key(parent)["options"])
        for parent in parents.prefetch_related("versions__key_revisions", "outcome_links__outcome")
    ]
    made = {
        (row.parent_id, row.option): row.question
        for row in DerivedQuestion.objects.filter(parent__lesson=lesson).select_related("question")
    }
    stems = dict(QuestionVersion.objects.newest().filter(question__in=made.values()).values_list("question", "stem"))
    return [
        Statement(
            parent=parent,
            option=option,
            text=key["statement"],
            feedback=key["feedback"],
            misconception=key.get("misconception"),
            is_true=_is_true(keys, option),
            made=question,
            made_stem=stems.get(question.pk, "") if question else "",
        )
        for parent, keys in options
        for option, key in keys.items()
        if key.get("statement")
        for question in [made.get((parent.pk, option))]
    ]


def _newest_key(question: Question) -> Mapping[str, Any]:
    version = max(question.versions.all(), key=lambda each: each.number)
    key: Mapping[str, Any] = max(version.key_revisions.all(), key=lambda each: each.number).key
    return key


def _is_true(options: Mapping[str, Any], option: str) -> bool | None:
    """Return what the key says about a statement.

    Of a check-one question the options that earn nothing are false only when the right one is a statement as
    well: beside "all of these" they are true.
    """
    if "correct" in options[option]:
        return bool(options[option]["correct"])
    credit = {name: Fraction(key["credit"]) for name, key in options.items()}
    is_telling = all(options[name].get("statement") for name in options if credit[name] == 1)
    return credit[option] == 1 if is_telling and credit[option] in {0, 1} else None
