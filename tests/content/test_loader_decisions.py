"""What people decided on the platform outlives a change of the files, or its end is told."""

import pytest

from assessments.actions.corrections import Correction
from assessments.actions.regrading import LaterRegradeError, apply_regrade, undo_regrade
from assessments.actions.reviewing import Decision, rule_answer
from assessments.key_edits import without_answer
from assessments.lesson_keys import keys_of
from assessments.models import AssessmentForm, KeyRevision, QuestionVersion, RegradeRun, Ruling, Score
from assessments.scoring import score
from content.loader import summary_lines
from content.loader.courses import preview_packs
from content.pack import read_packs
from tests.assessments.factories import SittingFactory
from tests.assessments.marked import submit, total
from tests.content.builders import bank_file, edit, write_course
from tests.content.loads import MONDAY, TUESDAY, WEDNESDAY, database, load
from tests.factories import CohortFactory, UserFactory

pytestmark = pytest.mark.django_db
ALIAS = "            also: [lid]", "            also: [lid, roof]"
REWORDED = "A well is closed by its {{lid}}.", "A good well is closed by its {{lid}}."
RIGHT = Decision(Ruling.Verdict.ACCEPT)


@pytest.fixture
def course(tmp_path):
    folder = write_course(tmp_path)
    load(folder)
    return folder


def newest(slug="lid"):
    return QuestionVersion.objects.newest().get(question__slug=slug)


def rule(text, decision=RIGHT, *, version=None):
    version = version or newest()
    return rule_answer(version=version, blank="lid", text=text, decision=decision, by=UserFactory(), now=TUESDAY)


def attempt_at(version, text):
    """Return a submitted attempt at a quiz of this version alone."""
    lesson, then = version.question.lesson, TUESDAY
    form = AssessmentForm.objects.create(
        lesson=lesson, label=f"Form {AssessmentForm.objects.count()}", frozen_at=then, created_at=then
    )
    form.items.create(version=version, position=0, points=1)
    return submit(SittingFactory(form_a=form, cohort=CohortFactory(course=form.lesson.course)), {"lid": text})


def verdict(text):
    version = newest()
    keys = keys_of(version.question.lesson_id)
    return str(score(keys.items[version.pk][1], {"lid": text}, keys.vocabulary).verdict)


def correct(version, **changed):
    key = {**version.key_revisions.latest("number").key, **changed}
    correction = Correction(version, RegradeRun.Policy.NEW_KEY, key)
    return apply_regrade(correction=correction, reason="It was wrong", by=UserFactory(), now=TUESDAY)


def remarks(course):
    """Return what a dry run says for people to act on."""
    before = database()
    differences = preview_packs(packs=read_packs([course]), now=WEDNESDAY)
    assert database() == before
    told = [line for each in differences for change in each.changes for line in change.remarks]
    assert all(f"    {line}" in [line for each in differences for line in summary_lines(each)] for line in told)
    return told


def test_rulings_stay_in_force_when_the_key_in_the_files_changes(course):
    rule("big flat stone")
    rule("old table", Decision(Ruling.Verdict.PARTIAL, "1/4"))
    rule("bucket", Decision(Ruling.Verdict.WRONG))
    edit(bank_file(course), *ALIAS)

    assert remarks(course) == [
        'F1 lid: 3 decisions of instructors are kept: "big flat stone" (right), "old table" (partly right), '
        '"bucket" (not right)'
    ]
    load(course, WEDNESDAY)

    answers = ["big flat stone", "old table", "bucket", "roof", "somebody"]
    assert list(map(verdict, answers)) == ["correct", "partial", "wrong", "correct", "review"]
    assert load(course, WEDNESDAY) == []


def test_rulings_stay_however_often_the_files_change(course):
    rule("big flat stone")
    edit(bank_file(course), *ALIAS)
    load(course, TUESDAY)
    edit(bank_file(course), "            credit: 1/2", "            credit: 1/3")
    load(course, WEDNESDAY)

    assert verdict("big flat stone") == "correct"


def test_rulings_follow_a_question_into_its_next_version(course):
    rule("big flat stone")
    edit(bank_file(course), *REWORDED)

    assert remarks(course) == ['F1 lid: 1 decision of an instructor is kept: "big flat stone" (right)']
    load(course, WEDNESDAY)
    assert (newest().number, verdict("big flat stone")) == (2, "correct")


def test_a_ruling_on_what_the_files_list_for_review_stays(course):
    review = "        review:\n          - text: lining\n            note: Ask.\n"
    wrong = "        wrong:\n          - text: rope\n"
    edit(bank_file(course), wrong, review + wrong)
    load(course)
    rule("lining")
    edit(bank_file(course), *ALIAS)
    load(course, WEDNESDAY)

    assert verdict("lining") == "correct"


def test_the_files_win_where_they_say_otherwise_of_the_same_words(course):
    rule("big flat stone")
    edit(bank_file(course), "          - text: rope\n", "          - text: Big flat stone!\n          - text: rope\n")

    assert remarks(course) == [
        'F1 lid: the files now say otherwise than was decided, and win: "big flat stone" (right)'
    ]
    load(course, WEDNESDAY)
    assert verdict("big flat stone") == "wrong"


def test_nothing_is_said_where_the_files_agree(course):
    rule("big flat stone")
    edit(bank_file(course), "            also: [lid]", "            also: [lid, big flat stone, roof]")

    assert remarks(course) == []
    load(course, WEDNESDAY)
    assert verdict("big flat stone") == "correct"


def test_a_ruling_ends_with_its_blank(course):
    rule("big flat stone")
    text = bank_file(course).read_text()
    bank_file(course).write_text(text.replace("{{lid}}", "{{top}}").replace("      - id: lid\n", "      - id: top\n"))

    assert remarks(course) == [
        'F1 lid: 1 decision of an instructor is lost, as the files have no such place: "big flat stone" (right)'
    ]


def test_a_ruling_that_was_taken_back_is_not_kept(course):
    run = rule("big flat stone")
    undo_regrade(run=run, by=UserFactory(), now=TUESDAY)
    edit(bank_file(course), *ALIAS)

    assert remarks(course) == []
    load(course, WEDNESDAY)
    assert verdict("big flat stone") == "review"


def test_a_ruling_can_be_taken_back_after_the_files_changed(course):
    rule("bucket", Decision(Ruling.Verdict.WRONG))
    run = rule("big flat stone")
    edit(bank_file(course), *ALIAS)
    load(course, WEDNESDAY)
    undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)

    assert [verdict(each) for each in ("big flat stone", "bucket", "roof")] == ["review", "wrong", "correct"]


def test_a_ruling_can_be_taken_back_from_the_next_version_too(course):
    rule("bucket", Decision(Ruling.Verdict.WRONG))
    run = rule("big flat stone")
    edit(bank_file(course), *REWORDED)
    load(course, WEDNESDAY)
    version = newest()
    meanwhile = attempt_at(version, "big flat stone")
    assert total(meanwhile) == 1

    assert undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)
    assert [verdict(each) for each in ("big flat stone", "bucket")] == ["review", "wrong"]
    assert version.key_revisions.latest("number").reason == f"Without what key {run.revision.number} decided"
    assert Score.objects.in_force().get(attempt=meanwhile).verdict == "review"
    assert not undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)
    assert load(course, WEDNESDAY) == []


WRITTEN = "            also: [lid]", "            also: [lid, big flat stone, roof]"


@pytest.mark.parametrize("changes", [[WRITTEN], [WRITTEN, REWORDED]])
def test_what_the_author_has_written_since_stays_when_its_ruling_is_taken_back(course, changes):
    """The ruling on the table, which is in no file, is taken back all the same."""
    written, other = rule("big flat stone"), rule("old table")
    for change in changes:
        edit(bank_file(course), *change)
    load(course, WEDNESDAY)
    meanwhile = attempt_at(newest(), "big flat stone")
    assert [verdict(each) for each in ("big flat stone", "old table", "roof")] == ["correct"] * 3

    for run in (other, written):
        assert undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)
        assert [verdict(each) for each in ("big flat stone", "old table", "roof")] == ["correct", "review", "correct"]
    assert total(meanwhile) == 1
    assert load(course, WEDNESDAY) == []


def test_a_whole_correction_that_the_author_has_written_since_stays(course):
    run = correct(newest("open"), answer=True)
    edit(bank_file(course), "    answer: false", "    answer: true")
    load(course, WEDNESDAY)
    undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)

    assert newest("open").key_revisions.latest("number").key["answer"] is True


def without_also(version):
    """Take the spelling "lid" out of the key of a version, as a person does on the page of the key."""
    key = without_answer(version.key_revisions.latest("number").key, blank="lid", text="lid")
    correction = Correction(version, RegradeRun.Policy.NEW_KEY, key)
    return apply_regrade(correction=correction, reason="Too short", by=UserFactory(), now=TUESDAY)


@pytest.mark.parametrize(("spellings", "after"), [("[roof]", "review"), ("[lid, roof]", "correct")])
def test_an_answer_that_was_taken_out_comes_back_unless_the_author_has_taken_it_out_too(course, spellings, after):
    run = without_also(newest())
    edit(bank_file(course), "            also: [lid]", f"            also: {spellings}")
    load(course, WEDNESDAY)
    assert verdict("lid") == "review"
    undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)

    assert [verdict("lid"), verdict("roof")] == [after, "correct"]


def test_an_answer_of_an_older_decision_comes_back_though_no_file_had_it(course):
    rule("big flat stone")
    version = newest()
    key = without_answer(version.key_revisions.latest("number").key, blank="lid", text="big flat stone")
    correction = Correction(version, RegradeRun.Policy.NEW_KEY, key)
    run = apply_regrade(correction=correction, reason="A slip", by=UserFactory(), now=TUESDAY)
    edit(bank_file(course), *ALIAS)
    load(course, WEDNESDAY)
    undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)

    assert [verdict("big flat stone"), verdict("roof")] == ["correct", "correct"]


def test_what_was_decided_in_the_next_version_itself_stays(course):
    former = newest()
    edit(bank_file(course), *REWORDED)
    load(course, TUESDAY)
    rule("big flat stone")
    late = rule("big flat stone", version=former)
    undo_regrade(run=late, by=UserFactory(), now=WEDNESDAY)

    assert verdict("big flat stone") == "correct"


def test_a_later_decision_about_the_next_version_is_taken_back_first(course):
    first = rule("big flat stone")
    edit(bank_file(course), *REWORDED)
    load(course, WEDNESDAY)
    second = rule("old table")
    with pytest.raises(LaterRegradeError) as refused:
        undo_regrade(run=first, by=UserFactory(), now=WEDNESDAY)
    assert refused.value.later == second

    assert all(undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY) for run in (second, first))
    assert [verdict(each) for each in ("big flat stone", "old table")] == ["review", "review"]


def test_two_corrections_can_be_taken_back_one_after_the_other(course):
    version = newest("open")
    runs = [correct(version, answer="true"), correct(version, feedback="Close it at once.")]
    for run in reversed(runs):
        undo_regrade(run=run, by=UserFactory(), now=WEDNESDAY)

    revisions = version.key_revisions.order_by("number")
    assert revisions.last().key == revisions.first().key


def test_other_corrections_are_replaced_and_that_is_said_before(course):
    correct(newest("open"), feedback="Close it at once.")
    edit(bank_file(course), "    answer: false", "    answer: true")

    assert remarks(course) == [
        'T1 open: corrected on the platform, and replaced by the files: feedback: "Close it at once." → "Close it.". '
        "To keep it, write it into the file before you load"
    ]
    edit(bank_file(course), "    feedback: Close it.", "    feedback: Close it at once.")
    assert remarks(course) == []


def test_a_replaced_correction_is_told_from_what_counted_to_what_will(course):
    correct(newest("open"), answer="true")
    edit(bank_file(course), "    feedback: Close it.", "    feedback: Close it well.")

    assert remarks(course) == [
        'T1 open: corrected on the platform, and replaced by the files: answer: "true" → "false". '
        "To keep it, write it into the file before you load"
    ]


def test_the_key_of_the_files_and_the_one_in_force_are_told_apart(course):
    rule("big flat stone")
    edit(bank_file(course), *ALIAS)
    load(course, WEDNESDAY)

    reasons = KeyRevision.objects.filter(version=newest()).order_by("number").values_list("created_at", "reason")
    assert [(at, reason.split(" (")[0]) for at, reason in reasons] == [
        (MONDAY, "Loaded from the files"),
        (TUESDAY, "“big flat stone” counts as right."),
        (WEDNESDAY, "Loaded from the files"),
        (WEDNESDAY, "Decisions of instructors kept when the files changed"),
    ]


def test_attempts_that_keep_the_points_of_the_key_before_are_counted(course):
    attempt_at(newest(), "roof")
    archived = attempt_at(newest(), "roof").sitting.cohort
    archived.archived_at = TUESDAY
    archived.save()
    edit(bank_file(course), *ALIAS)
    (change,) = load(course, WEDNESDAY)
    told = "F1 lid: 1 attempt was scored with the key before. "
    assert change.remarks == (f'{told}"Correct a key" on the platform scores them again',)
    edit(bank_file(course), *REWORDED)  # nobody has answered the new wording
    assert [each for each in load(course, WEDNESDAY) if each.remarks] == []
