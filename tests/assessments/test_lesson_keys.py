"""What a lesson is scored with: made once, by one of many who need it, and never stale."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments import lesson_keys
from assessments.actions.regrading import newest_revision
from assessments.lesson_keys import keys_if, keys_of, prepare_scoring
from assessments.models import AssessmentForm, Question, RegradeRun
from lessons.models import Term
from tests.assessments.factories import SAMPLES, FormFactory, KeyRevisionFactory, SittingFactory, blank_key
from tests.factories import NOW, TermFactory, UserFactory


@pytest.fixture
def made(monkeypatch):
    """A list that grows whenever a vocabulary is made, which is most of the work."""
    real, made = lesson_keys.make_vocabulary, []

    def make(*args):
        made.append(real(*args))
        return made[-1]

    monkeypatch.setattr(lesson_keys, "make_vocabulary", make)
    return made


@pytest.fixture
def revision(db):
    key = {"shared": None, "blanks": {"team": blank_key("UN Country Team")}}
    revision = KeyRevisionFactory(version__type="blanks", key=key)
    TermFactory(lesson=revision.version.question.lesson)
    return revision


@pytest.fixture
def lesson(revision):
    return revision.version.question.lesson


def test_keys_are_made_once_and_looked_at_again_in_two_queries(lesson, made, django_assert_num_queries):
    with django_assert_num_queries(3):
        keys = keys_of(lesson.pk)
    with django_assert_num_queries(2):
        assert keys_of(lesson.pk) is keys
    assert made == [keys.vocabulary]


def correct(revision):
    KeyRevisionFactory(version=revision.version, key={"shared": None, "blanks": {"team": blank_key("UNDP")}})


def retire(revision):
    Question.objects.update(is_retired=True)


def publish(revision):
    KeyRevisionFactory(version__question=revision.version.question, version__number=2, key=revision.key)


def decide(revision):
    RegradeRun.objects.create(version=revision.version, policy="drop", reason="x", by=UserFactory(), at=NOW)


def rename(revision):
    Term.objects.update(also=["the whole team"])


def drop_term(revision):
    Term.objects.all().delete()


@pytest.mark.parametrize("change", [correct, retire, publish, decide, rename, drop_term])
def test_keys_are_never_stale(revision, lesson, made, change):
    before = keys_of(lesson.pk)
    change(revision)
    after = keys_of(lesson.pk)
    assert after is not before
    assert made == [before.vocabulary, after.vocabulary]
    assert keys_of(lesson.pk) is after


def test_the_newest_key_counts_and_words_of_a_retired_question_do_not(revision, lesson):
    correct(revision)
    keys = keys_of(lesson.pk)
    pk, key = keys.key_of(revision.version_id)
    assert (pk, key["blanks"]["team"]["accept"][0]["text"]) == (newest_revision(revision.version).pk, "UNDP")
    assert "undp" in keys.vocabulary.known
    retire(revision)
    assert "undp" not in keys_of(lesson.pk).vocabulary.known


def test_a_trial_leaves_nothing_behind(revision, lesson):
    keys = keys_of(lesson.pk)
    trial = keys_if(lesson, version=revision.version_id, key=SAMPLES["true-false"][2])
    assert trial.key_of(revision.version_id) == (revision.pk, SAMPLES["true-false"][2])
    assert keys_of(lesson.pk) is keys


def test_the_command_prepares_what_is_still_to_be_taken(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    a, b, closed, unused = (FormFactory() for _ in range(4))
    SittingFactory(form_a=a, form_b=b)
    SittingFactory(form_a=closed, closes_at=NOW)
    said = StringIO()
    call_command("prepare_scoring", stdout=said)
    assert said.getvalue().startswith("2 forms prepared in ")
    assert set(AssessmentForm.objects.in_use(NOW)) == {a, b}
    ready = {form for form in (a, b, closed, unused) if form.pk in keys_of(form.lesson_id).ready_forms}
    assert ready == {a, b}


@pytest.mark.django_db(transaction=True)
def test_twenty_who_need_them_at_once_make_them_once(crowd, made):
    form = crowd([FormFactory])[0]
    found = crowd([lambda: keys_of(form.lesson_id)] * 20)
    assert made == [found[0].vocabulary]
    assert {id(each) for each in found} == {id(found[0])}


@pytest.mark.django_db(transaction=True)
def test_twenty_who_open_the_page_at_once_prepare_it_once(crowd, monkeypatch):
    form = crowd([FormFactory])[0]
    real, prepared = lesson_keys._prepare, []
    monkeypatch.setattr(lesson_keys, "_prepare", lambda *args: (prepared.append(args), real(*args)))
    crowd([lambda: prepare_scoring(form)] * 20)
    prepare_scoring(form)
    assert len(prepared) == 1
