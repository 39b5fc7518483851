"""Rulings from before the keys told what they let count: the migration marks just what a ruling marks today."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, undo_regrade
from assessments.actions.reviewing import Decision, rule_answer
from assessments.digests import digest
from assessments.key_edits import with_answer, without_answer
from assessments.models import KeyRevision, QuestionVersion, RegradeRun, Ruling, Score
from assessments.reports.feedback import right_answers
from tests.assessments.factories import KeyRevisionFactory, blank_key
from tests.content.builders import bank_file, edit, write_course
from tests.content.loads import TUESDAY, WEDNESDAY, load
from tests.content.test_loader_decisions import ALIAS, REWORDED, WRITTEN, attempt_at
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STONE = "big flat stone"
VERDICTS = Ruling.Verdict


def newest():
    return QuestionVersion.objects.newest().get(question__slug="lid")


def rule(text=STONE, verdict=VERDICTS.ACCEPT):
    decision = Decision(verdict, "1/4" if verdict == VERDICTS.PARTIAL else "")
    return rule_answer(version=newest(), blank="lid", text=text, decision=decision, by=UserFactory(), now=TUESDAY)


def undo(run):
    undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)


def change(course, *edits):
    for each in edits:
        edit(bank_file(course), *each)
    load(course, WEDNESDAY)


def correct(key_edit, **row):
    """Correct the key as a person does on its page."""
    version = newest()
    key = key_edit(version.key_revisions.latest("number").key, blank="lid", **row)
    correction = Correction(version, RegradeRun.Policy.NEW_KEY, key)
    return apply_regrade(correction=correction, reason="A slip", by=UserFactory(), now=TUESDAY)


def add_by_hand(text=STONE):
    return correct(with_answer, kind="accept", row={"text": text, "also": [], "feedback": None})


def take_out(text=STONE):
    return correct(without_answer, text=text)


def write_again_by_hand(course):
    undo(rule())
    add_by_hand()


def rule_otherwise_and_back(course):
    rule()
    undo(rule(verdict=VERDICTS.WRONG))


def carry_through_two_loads(course):
    rule()
    rule("old table", VERDICTS.PARTIAL)
    change(course, ALIAS)
    change(course, REWORDED)
    rule("roof tile")


def write_into_the_files(course):
    first, other = rule(), rule("old table")
    change(course, WRITTEN)
    undo(other)
    undo(first)


OWN = "            also: [lid]", f"            also: [lid]\n          - text: {STONE}"


def write_as_an_answer_of_its_own(course):
    rule()
    other = rule("old table")
    change(course, OWN)
    undo(other)


HISTORIES = {
    "one ruling": lambda course: rule(),
    "three rulings": lambda course: [rule(), rule("old table", VERDICTS.PARTIAL), rule("bucket", VERDICTS.WRONG)],
    "taken back": lambda course: undo(rule()),
    "taken back after another": lambda course: [rule(), undo(rule("old table"))],
    "ruled otherwise, and back": rule_otherwise_and_back,
    "taken out by hand": lambda course: [rule(), take_out()],
    "taken out by hand, and back": lambda course: [rule(), undo(take_out())],
    "written by hand": lambda course: [rule("old table"), add_by_hand()],
    "taken back, and written by hand": write_again_by_hand,
    "carried over": carry_through_two_loads,
    "carried over, and taken back": lambda course: [run := rule(), change(course, ALIAS), undo(run)],
    "written into the files": write_into_the_files,
    "written into the files as an answer of its own": write_as_an_answer_of_its_own,
    "written into the files, and then by hand": lambda course: [rule(), change(course, WRITTEN), add_by_hand()],
    "loaded without anything to keep": lambda course: [undo(rule()), change(course, ALIAS), add_by_hand()],
}


def keys():
    return list(KeyRevision.objects.order_by("pk").values_list("pk", "key", "digest"))


def forget_marks():
    """Make the keys what they were before rulings marked answers; return how many had a mark."""
    marked = 0
    for revision in KeyRevision.objects.all():
        rows = [row for blank in (revision.key.get("blanks") or {}).values() for row in blank["accept"]]
        marks = [row.pop("ruled") for row in rows if "ruled" in row]
        marked += bool(marks)
        KeyRevision.objects.filter(pk=revision.pk).update(key=revision.key, digest=digest(revision.key))
    return marked


def migrate():
    name = "assessments.migrations.0009_mark_answers_that_rulings_let_count"
    import_module(name).mark_ruled_answers(apps, connection.schema_editor())


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_just_the_answers_that_count_by_a_ruling_are_marked(tmp_path, history):
    course = write_course(tmp_path)
    load(course)
    history(course)
    today = keys()

    assert forget_marks() > 0
    assert keys() != today
    for _ in range(2):
        migrate()
        assert keys() == today


def test_an_answer_that_fills_a_place_is_marked_too():
    first = KeyRevisionFactory(version__type="blanks", reason="Loaded from the files")
    entry = {"text": "Village elder", "also": [], "feedback": None, "fills": "type", "alone": None}
    quota = {"places": [{"id": "type", "label": "Types", "need": 1}], "entries": [entry]}
    key = {"shared": None, "blanks": {"team": {**blank_key(), "quota": quota}}, "feedback": ""}
    second = KeyRevisionFactory(version=first.version, key=key, reason="It counts")
    question = first.version.question
    ruling = {"question": question, "revision": second, "answer": "Village elder", "verdict": "accept"}
    Ruling.objects.create(by=UserFactory(), at=TUESDAY, **ruling)
    migrate()
    second.refresh_from_db()
    assert second.key["blanks"]["team"]["quota"]["entries"] == [{**entry, "ruled": True}]
    assert second.digest == digest(second.key)


def test_learners_no_longer_read_them_as_model_answers(tmp_path):
    load(write_course(tmp_path))
    attempt = attempt_at(newest(), STONE)
    take_out("lid")
    rule()
    forget_marks()

    def told():
        score = Score.objects.in_force().select_related("revision__version").get(attempt=attempt)
        return right_answers(score.revision.version, score.revision.key)

    before = told()
    migrate()
    assert (before, told()) == ([f"cover / {STONE}"], ["cover"])
