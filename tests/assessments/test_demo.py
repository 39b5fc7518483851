"""The demo's quiz and its finished classes: made once from the real bank, and left alone afterwards."""

from io import StringIO

import pytest
from django.core.management import call_command

from assessments.actions.reviewing import Decision, rule_answer
from assessments.demo.classes import ASKED, FINISHED, NEWEST, answers_of
from assessments.demo.early import EARLY
from assessments.demo.finished import make_finished_classes
from assessments.demo.quiz import FORM, QUESTIONS, make_demo_quiz
from assessments.models import AssessmentForm, Attempt, Certificate, Ruling, Score, Sitting
from assessments.reports.certificates import certificates_of
from assessments.reports.cohort_results import results_of, sittings_of, usual_pair
from assessments.reports.marking import marking_queues
from assessments.reports.review import review_queue
from courses.actions import appoint_instructor
from courses.demo import COHORT, MAIL_DOMAIN, make_demo
from courses.models import Cohort, Course
from lessons.models import Lesson
from tests.factories import NOW, CohortFactory, LessonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_demo_cohort_gets_one_open_quiz():
    call_command("load_content", verbosity=0, stdout=StringIO())
    cohort = CohortFactory(name=COHORT, course=Course.objects.get(slug="cptm"))
    appoint_instructor(cohort=cohort, user=UserFactory(), by=None, now=NOW)
    sitting = make_demo_quiz(now=NOW)
    assert (sitting.cohort, sitting.kind, sitting.is_open(NOW)) == (cohort, Sitting.Kind.PRE, True)
    form = AssessmentForm.objects.get(label=FORM)
    assert form.is_frozen
    assert tuple(item.version.question.source for item in form.items.select_related("version__question")) == QUESTIONS
    assert make_demo_quiz(now=NOW) == sitting
    assert Sitting.objects.count() == AssessmentForm.objects.count() == 1


def test_some_have_sent_the_open_quiz_and_wait_for_people():
    call_command("load_content", verbosity=0, stdout=StringIO())
    course = Course.objects.get(slug="cptm")
    cohort, _sign_ins = make_demo(course=course, known=None, now=NOW)
    sitting = make_demo_quiz(now=NOW)
    assert [attempt.enrolment.user.name for attempt in sitting.attempts.order_by("pk")] == list(EARLY)
    assert not Attempt.objects.exclude(submitted_at__lt=NOW, started_at__gt=sitting.opens_at).exists()
    assert cohort.enrolments.learners().filter(joined_at__lt=NOW).count() == len(EARLY)
    queue = review_queue(Lesson.objects.get(course=course), Attempt.objects.filter(sitting=sitting))
    assert {
        review.version.question.source: [(group.text, group.n, group.can_be_ruled) for group in review.groups]
        for review in queue
    } == {
        "F1": [("UN family", 3, True)],
        "F5": [("UN development agency", 2, True)],
        "F13": [("Comité international", 2, True), ("Geneva Red Cross", 1, True)],
    }
    (written,) = marking_queues(sitting)
    assert 0 < written.n_waiting == len(written.answers)
    assert (make_demo_quiz(now=NOW), sitting.attempts.count()) == (sitting, len(EARLY))
    # One decision for everybody who gave the same answer.
    review = next(each for each in queue if each.version.question.source == "F13")
    right = Decision(Ruling.Verdict.ACCEPT)
    by = cohort.enrolments.get(role="instructor").user
    run = rule_answer(
        version=review.version, blank="actor", text="Comité international", decision=right, by=by, now=NOW
    )
    assert run.scores.count() == 2


def test_without_a_demo_cohort_nothing_is_made():
    LessonFactory()
    assert make_demo_quiz(now=NOW) is None
    out = StringIO()
    call_command("make_demo_quiz", stdout=out)
    assert out.getvalue() == "There is no demo cohort with a lesson.\n"


def test_without_its_questions_nothing_is_made():
    cohort = CohortFactory(name=COHORT)
    LessonFactory(course=cohort.course)
    appoint_instructor(cohort=cohort, user=UserFactory(), by=None, now=NOW)
    assert make_demo_quiz(now=NOW) is None
    assert not Sitting.objects.exists()


def results(cohort):
    return results_of(cohort, *usual_pair(sittings_of(cohort)))


@pytest.mark.journey
def test_the_finished_classes_are_a_living_results_page():
    call_command("load_content", verbosity=0, stdout=StringIO())
    cohort = CohortFactory(name=COHORT, course=Course.objects.get(slug="cptm"))
    grace = UserFactory(name="Grace Wanjiru", email=f"grace@{MAIL_DOMAIN}")
    appoint_instructor(cohort=cohort, user=grace, by=None, now=NOW)
    earlier, small, newest = made = make_finished_classes(now=NOW)
    assert [each.name for each in made] == [each.name for each in FINISHED]
    page = results(newest)
    assert (len(page.people.both), len(page.people.only_before), len(page.people.only_after)) == (24, 3, 1)
    assert (len(page.people.neither), len(page.missing_before), len(page.missing_after)) == (1, 2, 4)
    changes = [row.change for row in page.learners if row.change is not None]
    assert (page.gain.n_full_before, page.gain.n_down, min(changes) < 0) == (1, 1, True)
    assert page.gain.gain.interval.low > 0
    assert [held.misconception.slug for held in page.alarms] == ["integrated-means-together"]
    # Half of the written answers after the lesson still wait for a mark; nothing else waits for anybody.
    waiting = [row.n_waiting for row in page.questions]
    assert (waiting[:-1], page.n_waiting) == ([0] * 15, waiting[-1])
    assert 0 < waiting[-1] < page.n_after
    assert (len(results(earlier).people.both), len(results(small).people.both)) == (11, 6)
    assert results(earlier).n_waiting == results(small).n_waiting == 0
    # Everything lies in the past, and the open quiz of the demo cohort is not touched.
    assert not Attempt.objects.filter(submitted_at__gt=NOW).exists()
    assert not Sitting.objects.open_at(NOW).exists()
    assert make_demo_quiz(now=NOW).cohort == cohort
    # The teacher of the other two classes cannot sign in.
    assert not earlier.enrolments.get(role="instructor").user.has_usable_password()
    assert newest.enrolments.get(role="instructor").user == grace
    # The rule gives certificates, but not where answers still wait.
    holders = {name: Certificate.objects.filter(enrolment__cohort=name).count() for name in made}
    assert holders[earlier] > 0
    assert holders[small] > 0
    assert holders[newest] == 0
    assert certificates_of(newest, NOW).due
    # Whoever renames a class does not get it again.
    Cohort.objects.filter(pk=newest.pk).update(name="Ours")
    assert make_finished_classes(now=NOW) == []
    assert_answers_are_what_they_are_meant_to_be()


def assert_answers_are_what_they_are_meant_to_be():
    sources = list(ASKED)
    verdicts = {"correct": "right", "wrong": "wrong", "partial": "wrong"}
    scores = Score.objects.filter(attempt__sitting__cohort__name=FINISHED[0].name).select_related("attempt")
    for score in scores.exclude(position=sources.index("N7")).exclude(verdict="unanswered"):
        answer = score.attempt.responses.get(position=score.position).answer
        assert answer in getattr(ASKED[sources[score.position]], verdicts[score.verdict])


def test_the_same_people_always_answer_the_same():
    assert [answers_of(person) for person in NEWEST.people] == [answers_of(person) for person in NEWEST.people]
    before, after = answers_of(next(person for person in NEWEST.people if person.knows == 1))
    assert set(before) == set(after) == set(ASKED)


def test_without_a_demo_no_classes_are_made():
    LessonFactory()
    assert make_finished_classes(now=NOW) == []
    out = StringIO()
    call_command("make_demo_results", stdout=out)
    assert out.getvalue() == "There is nothing to make.\n"


def test_without_their_questions_no_classes_are_made():
    cohort = CohortFactory(name=COHORT)
    LessonFactory(course=cohort.course)
    appoint_instructor(cohort=cohort, user=UserFactory(), by=None, now=NOW)
    assert make_finished_classes(now=NOW) == []
    assert not Attempt.objects.exists()
