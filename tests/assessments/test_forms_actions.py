"""Assessment forms: drafting, freezing, copying, assembling; a frozen form has no way to change."""

import inspect
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db.models import ProtectedError

from assessments.actions import forms as verbs
from assessments.actions.assembling import assemble_forms
from assessments.actions.forms import (
    FormRefusedError,
    add_item,
    copy_form,
    create_form,
    discard_form,
    freeze_form,
    move_item,
    remove_item,
    set_blueprint,
)
from assessments.candidates import facilities
from assessments.coverage import form_sheet
from assessments.models import AssessmentForm, BlueprintRow, EnemyPair, FormItem, KeyRevision
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, KeyRevisionFactory, QuestionVersionFactory
from tests.factories import NOW, LessonFactory, OutcomeFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_world():
    """A lesson with two outcomes, and a bank: T1 and T2 on O1, N1 and F1 on O2. T1 and F1 are enemies."""
    lesson = LessonFactory()
    outcomes = [OutcomeFactory(lesson=lesson) for _ in range(2)]
    kinds = {"T1": ("true-false", 0), "T2": ("true-false", 0), "N1": ("narrative", 1), "F1": ("blanks", 1)}
    questions = {}
    for name, (kind, number) in kinds.items():
        version = KeyRevisionFactory(
            version__type=kind, version__question__lesson=lesson, version__question__source=name
        ).version
        version.question.outcome_links.create(outcome=outcomes[number], position=0)
        questions[name] = version.question
    EnemyPair.objects.create(first=questions["T1"], second=questions["F1"], why="T1 names it.")
    return SimpleNamespace(lesson=lesson, outcomes=outcomes, by=UserFactory(), **questions)


world_once, world = built_once(build_world)


def change(world):
    return {"by": world.by, "now": NOW}


def draft(world, *names, needs=None):
    """Return a draft with these questions on it, that needs nothing."""
    versions = [getattr(world, name).versions.get() for name in names]
    return create_form(lesson=world.lesson, label="Form A", versions=versions, needs=needs or {}, **change(world))


def names(form):
    return [item.version.question.source for item in form.items.select_related("version__question")]


def audit():
    return list(AuditRow.objects.order_by("pk").values_list("verb", "subject"))


# --- drafts --------------------------------------------------------------------------------------------


def test_a_new_form_is_empty_and_must_cover_every_outcome(world):
    form = create_form(lesson=world.lesson, label="Form A", **change(world))
    assert (form.lesson, form.label, form.frozen_at, form.created_at, names(form)) == (
        world.lesson,
        "Form A",
        None,
        NOW,
        [],
    )
    rows = BlueprintRow.objects.values_list("outcome", "least_questions", "least_machine_scored").order_by("outcome")
    assert list(rows) == [(outcome.pk, 1, 0) for outcome in world.outcomes]
    assert audit() == [("create", f"assessmentform {form.pk}")]


def test_making_it_twice_makes_one(world):
    assert draft(world, "T1") == draft(world, "T1")
    assert len(audit()) == 1


def test_a_name_is_taken_once_per_lesson(world):
    form = draft(world, "T1")
    with pytest.raises(FormRefusedError, match="has a form of this name"):
        create_form(lesson=world.lesson, label="Form A", **change(world))
    assert create_form(lesson=LessonFactory(), label="Form A", **change(world)) != form


def test_questions_are_added_at_the_end_in_their_newest_version_and_once(world):
    form = draft(world, "T1")
    newest = KeyRevisionFactory(version__question=world.F1, version__type="blanks", version__points=Decimal(2)).version
    assert add_item(form=form, question=world.F1, **change(world)) is True
    assert add_item(form=form, question=world.F1, **change(world)) is False
    assert list(form.items.values_list("position", "version", "points")) == [
        (0, world.T1.versions.get().pk, Decimal(1)),
        (1, newest.pk, Decimal(2)),
    ]
    assert [verb for verb, _ in audit()] == ["create", "add question"]


def test_a_question_of_another_lesson_or_without_a_key_is_refused(world):
    form = draft(world)
    keyless = QuestionVersionFactory(question__lesson=world.lesson).question
    stranger = KeyRevisionFactory().version.question
    for question in (keyless, stranger):
        with pytest.raises(FormRefusedError, match="cannot be put on this form"):
            add_item(form=form, question=question, **change(world))
    assert names(form) == []


def test_the_rest_closes_up_when_a_question_is_removed(world):
    form = draft(world, "T1", "T2", "N1")
    assert remove_item(form=form, question=world.T1, **change(world)) is True
    assert remove_item(form=form, question=world.T1, **change(world)) is False
    assert list(form.items.values_list("position", "version__question__source")) == [(0, "T2"), (1, "N1")]


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [
        ("T1", 2, ["T2", "N1", "T1", "F1"]),
        ("F1", 0, ["F1", "T1", "T2", "N1"]),
        ("T2", 99, ["T1", "N1", "F1", "T2"]),
        ("N1", -1, ["N1", "T1", "T2", "F1"]),
    ],
)
def test_a_question_is_moved_to_a_place(world, name, to, order):
    form = draft(world, "T1", "T2", "N1", "F1")
    assert move_item(form=form, question=getattr(world, name), to=to, **change(world)) is True
    assert (names(form), list(form.items.values_list("position", flat=True))) == (order, [0, 1, 2, 3])
    assert move_item(form=form, question=getattr(world, name), to=to, **change(world)) is False
    assert len(audit()) == 2


def test_the_blueprint_is_set_as_a_whole(world):
    form = draft(world, needs={world.outcomes[0]: (1, 1)})
    needs = {world.outcomes[1]: (3, 2)}
    assert set_blueprint(form=form, needs=needs, **change(world)) is True
    assert set_blueprint(form=form, needs=needs, **change(world)) is False
    assert list(form.blueprint.values_list("outcome", "least_questions", "least_machine_scored")) == [
        (world.outcomes[1].pk, 3, 2)
    ]
    assert [verb for verb, _ in audit()] == ["create", "set blueprint"]


def test_a_draft_can_be_discarded(world):
    form = draft(world, "T1", needs={world.outcomes[0]: (1, 1)})
    discard_form(form=form, **change(world))
    assert (AssessmentForm.objects.count(), FormItem.objects.count(), BlueprintRow.objects.count()) == (0, 0, 0)


# --- freezing ------------------------------------------------------------------------------------------


def test_a_draft_that_somebody_deleted_meanwhile_is_refused(world):
    form = draft(world)
    AssessmentForm.objects.get(pk=form.pk).delete()
    with pytest.raises(FormRefusedError, match="Somebody has deleted this draft"):
        discard_form(form=form, **change(world))


def test_a_form_is_frozen_once(world):
    form = draft(world, "T1", "N1", needs={world.outcomes[0]: (1, 1), world.outcomes[1]: (1, 0)})
    assert freeze_form(form=form, **change(world)) is True
    assert freeze_form(form=form, **change(world)) is False
    form.refresh_from_db()
    assert form.frozen_at == NOW
    assert [verb for verb, _ in audit()] == ["create", "freeze"]


def test_an_empty_form_is_not_frozen(world):
    with pytest.raises(FormRefusedError) as refused:
        freeze_form(form=draft(world), **change(world))
    assert refused.value.reasons == ("The form has no questions.",)


def test_every_reason_against_freezing_is_given(world):
    needs = {world.outcomes[0]: (3, 1), world.outcomes[1]: (1, 2)}
    form = draft(world, "T1", "N1", "F1", needs=needs)
    KeyRevision.objects.filter(version__question=world.N1).delete()
    world.F1.is_retired = True
    world.F1.save()
    with pytest.raises(FormRefusedError) as refused:
        freeze_form(form=form, **change(world))
    assert refused.value.reasons == (
        "O1 needs 3 questions and has 1.",
        "O2 needs 2 machine-scored questions and has 1.",
        "F1 and T1 give each other away.",
        "N1 has no key.",
        "F1 is no longer in the lesson's files.",
    )
    form.refresh_from_db()
    assert form.frozen_at is None


def test_a_question_counts_for_its_first_outcome_only(world):
    world.T1.outcome_links.create(outcome=world.outcomes[1], position=1)
    coverage = form_sheet(draft(world, "T1", "N1")).coverage
    assert [(row.n_questions, row.n_machine_scored, row.points) for row in coverage] == [
        (1, 1, Decimal(1)),
        (1, 0, Decimal(1)),
    ]


FROZEN_VERBS = {
    "add_item": {"question": "T2"},
    "remove_item": {"question": "T1"},
    "move_item": {"question": "T1", "to": 1},
    "set_blueprint": {"needs": {}},
    "discard_form": {},
}
# These take a form and leave it as it is.
HARMLESS_VERBS = {"freeze_form", "copy_form"}


def test_every_verb_that_takes_a_form_is_known_here():
    taking = {
        name
        for name, verb in vars(verbs).items()
        if not name.startswith("_") and inspect.isfunction(verb) and "form" in inspect.signature(verb).parameters
    } - {"form_sheet"}
    assert taking == set(FROZEN_VERBS) | HARMLESS_VERBS


@pytest.mark.parametrize("name", FROZEN_VERBS)
def test_a_frozen_form_has_no_way_to_change(world, name):
    form = draft(world, "T1", "N1", needs={world.outcomes[0]: (1, 0)})
    stale = AssessmentForm.objects.get(pk=form.pk)  # as a tab holds it that was opened before
    freeze_form(form=form, **change(world))
    before = (list(FormItem.objects.values()), list(BlueprintRow.objects.values()), audit())
    values = {
        key: getattr(world, value) if isinstance(value, str) else value for key, value in FROZEN_VERBS[name].items()
    }
    with pytest.raises(FormRefusedError, match="This form is frozen"):
        getattr(verbs, name)(form=stale, **values, **change(world))
    assert (list(FormItem.objects.values()), list(BlueprintRow.objects.values()), audit()) == before


def test_control_the_same_verbs_change_a_draft(world):
    for name, arguments in FROZEN_VERBS.items():
        form = draft(world, "T1", "N1", needs={world.outcomes[0]: (1, 0)})
        values = {key: getattr(world, value) if isinstance(value, str) else value for key, value in arguments.items()}
        assert getattr(verbs, name)(form=form, **values, **change(world)) is not False
        AssessmentForm.objects.filter(pk=form.pk).update(label=name)


def test_what_a_frozen_form_stands_on_cannot_be_deleted(world):
    form = draft(world, "T1")
    freeze_form(form=form, **change(world))
    version = world.T1.versions.get()
    for row in (form, version, world.T1):
        with pytest.raises(ProtectedError):
            row.delete()


# --- copies and assemblies -----------------------------------------------------------------------------


def test_a_copy_is_a_draft_with_the_newest_wording(world):
    form = draft(world, "T1", "N1", needs={world.outcomes[0]: (1, 1)})
    freeze_form(form=form, **change(world))
    newest = KeyRevisionFactory(version__question=world.T1).version
    copies = [copy_form(form=form, label="Form B", **change(world)) for _ in range(2)]
    assert copies[0] == copies[1]
    assert copies[0].frozen_at is None
    assert list(copies[0].items.values_list("version", flat=True)) == [newest.pk, world.N1.versions.get().pk]
    assert list(copies[0].blueprint.values_list("outcome", "least_questions", "least_machine_scored")) == [
        (world.outcomes[0].pk, 1, 1)
    ]
    assert names(form) == ["T1", "N1"]


def assembled(world, labels, counts, needs=None, points=None):
    return assemble_forms(
        lesson=world.lesson,
        labels=labels,
        counts=counts,
        needs=needs or {},
        points=points,
        seed=1,
        **change(world),
    )


def test_an_assembled_form_keeps_what_was_asked(world):
    needs = {world.outcomes[0]: (1, 1), world.outcomes[1]: (1, 1)}
    made = [assembled(world, ["Form A"], {"true-false": 1, "blanks": 1}, needs) for _ in range(2)]
    assert made[0] == made[1]
    assert names(made[0][0]) == ["T2", "F1"]  # T1 would give F1 away
    assert freeze_form(form=made[0][0], **change(world)) is True


def test_two_parallel_forms_share_no_question(world):
    first, second = assembled(world, ["A", "B"], {"true-false": 1})
    assert {*names(first), *names(second)} == {"T1", "T2"}
    assert (first.label, second.label) == ("A", "B")


def test_an_assembly_that_cannot_be_made_says_why_and_makes_nothing(world):
    with pytest.raises(FormRefusedError) as refused:
        assembled(world, ["A", "B"], {"true-false": 2})
    assert refused.value.reasons == ("“True or false” has 2 questions; two disjoint forms of 2 are impossible.",)
    assert (AssessmentForm.objects.count(), audit()) == (0, [])


def test_a_taken_name_leaves_no_half_of_a_pair(world):
    create_form(lesson=world.lesson, label="B", **change(world))
    with pytest.raises(FormRefusedError, match="has a form of this name"):
        assembled(world, ["A", "B"], {"true-false": 1})
    assert list(AssessmentForm.objects.values_list("label", flat=True)) == ["B"]


def test_retired_questions_are_not_assembled(world):
    world.T1.is_retired = True
    world.T1.save()
    assert names(assembled(world, ["A"], {"true-false": 1})[0]) == ["T2"]


def test_a_facility_is_known_once_enough_people_have_answered():
    """Ten learners: the first question was right for four of them. Nine answered the second."""
    form = FormFactory(types=["true-false", "true-false"])
    first, second = form.items.order_by("position")
    sitting = AttemptFactory(sitting__form_a=form, submitted_at=NOW).sitting
    attempts = list(sitting.attempts.all()) + [AttemptFactory(sitting=sitting, submitted_at=NOW) for _ in range(9)]
    for number, attempt in enumerate(attempts):
        score(attempt, first, Decimal(number < 4))
        if number:
            score(attempt, second, Decimal(1))
    practice = AttemptFactory(sitting__form_a=form, sitting__kind="practice", submitted_at=NOW)
    score(practice, first, Decimal(1))
    assert facilities(form.lesson) == {first.version.question_id: pytest.approx(0.4)}


def score(attempt, item, points):
    attempt.scores.create(
        position=item.position,
        revision=item.version.key_revisions.get(),
        engine_version="1",
        verdict="correct" if points else "wrong",
        rule="true or false",
        share=str(points),
        points=points,
        detail={},
        at=NOW,
    )
