"""True/false questions made from the options of multiple-choice questions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.forms import FormRefusedError
from assessments.digests import digest
from assessments.key_reasons import FROM_OPTION
from assessments.models import (
    DerivedQuestion,
    EnemyPair,
    KeyRevision,
    Question,
    QuestionOutcome,
    QuestionVersion,
)
from assessments.statements import Statement, statements_of

WHY_ENEMIES = "The statement is an option of the other question."
# After the questions of the files, whose positions they would else share.
FIRST_POSITION = 1000
OPTIONS_AT_MOST = 12
LONGEST_SLUG = 60  # of a question


@transaction.atomic
def derive_statement(*, parent: Question, option: str, answer: bool | None, by: User, now: datetime) -> Question:
    """Return a true/false question that says what an option says, and is the enemy of the option's question.

    ``answer`` says whether the statement is true; it counts only where the key does not tell. Safe to repeat;
    once the files say something else, a repeat brings a new version. Raises FormRefusedError when the option has
    no statement, or nobody knows whether it is true.
    """
    Question.objects.select_for_update().get(pk=parent.pk)
    statement = _statement(parent, option)
    is_true = answer if statement.is_true is None else statement.is_true
    if is_true is None:
        raise FormRefusedError(gettext("Say whether this statement is true or false."))
    question = statement.made or _add_question(statement)
    version = _keep_version(question, statement, now)
    if _keep_key(version, statement, is_true=is_true, now=now):
        note_change(by=by, verb="derive", row=question, now=now, parent=parent.pk, option=option, is_true=is_true)
    return question


def _statement(parent: Question, option: str) -> Statement:
    for statement in statements_of(parent.lesson):
        if (statement.parent.pk, statement.option) == (parent.pk, option):
            return statement
    raise FormRefusedError(gettext("This option cannot stand as a statement of its own."))


def _add_question(statement: Statement) -> Question:
    parent = statement.parent
    question = Question.objects.create(
        lesson=parent.lesson,
        slug=_free_slug(statement),
        position=FIRST_POSITION + OPTIONS_AT_MOST * parent.position + parent.derived.count(),
        source=statement.name[:20] if parent.source else "",
        slide=parent.slide,
    )
    QuestionOutcome.objects.bulk_create(
        QuestionOutcome(question=question, outcome_id=link.outcome_id, position=link.position)
        for link in parent.outcome_links.all()
    )
    DerivedQuestion.objects.create(question=question, parent=parent, option=statement.option)
    first, second = sorted([parent.pk, question.pk])
    EnemyPair.objects.create(first_id=first, second_id=second, why=WHY_ENEMIES)
    return question


def _free_slug(statement: Statement) -> str:
    """Return a slug that no other question of the lesson has, and that no author can type in a file."""
    parent, option = statement.parent, statement.option
    slug = f"{parent.slug}~{option}"
    # An earlier version cut long slugs off, so that one may look like the whole of another.
    if len(slug) <= LONGEST_SLUG and not parent.lesson.questions.filter(slug=slug).exists():
        return slug
    return f"{parent.slug[:38]}~{option[:9]}~{digest([parent.slug, option])[:11]}"


def _keep_version(question: Question, statement: Statement, now: datetime) -> QuestionVersion:
    """Return the newest version, after adding one when the statement has changed."""
    seen: dict[str, Any] = {
        "type": QuestionVersion.Type.TRUE_FALSE,
        "stem": statement.text,
        "points": "1",
        "content": {},
    }
    newest = question.versions.last()
    if newest and newest.digest == digest(seen):
        return newest
    number = newest.number + 1 if newest else 1
    fields = {**seen, "points": Decimal(seen["points"]), "digest": digest(seen), "created_at": now}
    return QuestionVersion.objects.create(question=question, number=number, **fields)


def _keep_key(version: QuestionVersion, statement: Statement, *, is_true: bool, now: datetime) -> bool:
    """Add a revision of the key when it is another than the last one made here; return whether it was.

    A correction made since then stays in force, as it does for questions of the files.
    """
    key = {
        "feedback": "",
        "answer": is_true,
        "if_answered": {"true": statement.feedback, "false": statement.feedback},
        "contested": None,
        "misconception": statement.misconception,
    }
    made_here = version.key_revisions.filter(reason=FROM_OPTION).last()
    if made_here and made_here.digest == digest(key):
        return False
    KeyRevision.objects.create(
        version=version,
        number=version.key_revisions.count() + 1,
        key=key,
        reason=FROM_OPTION,
        digest=digest(key),
        created_at=now,
    )
    return True
