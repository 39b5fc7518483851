"""Rows for tests. Every instructor-only text carries a token, so that a leak can be seen."""

from datetime import UTC, datetime
from decimal import Decimal

import factory
from django.contrib.auth.hashers import make_password
from django.db import connection
from factory.django import DjangoModelFactory

from accounts.models import User
from activities.models import Activity, Phase
from courses.codes import pin_digest
from courses.models import Cohort, Course, Enrolment, Module
from lessons.models import CommonQuestion, LearningOutcome, Lesson, Media, Reference, Section, Slide, Term

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTE, CUE, SOURCE_NOTE, KEY_MESSAGE = "TOKEN-NOTE", "TOKEN-CUE", "TOKEN-SOURCE-NOTE", "TOKEN-KEY-MESSAGE"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'


def rows_beside(model, parent, plus=0):
    """Return a declaration: how many rows of ``model`` have the same ``parent`` already, plus ``plus``.

    Every row of a list asks, so the statement is written here: composing it in the ORM took as long as the new row.
    """
    column = model._meta.get_field(parent).column
    statement = f'SELECT COUNT(*) FROM "{model._meta.db_table}" WHERE "{column}" = %s'  # noqa: S608  # our own names

    def count(row):
        with connection.cursor() as cursor:
            cursor.execute(statement, [getattr(row, parent).pk])
            return cursor.fetchone()[0] + plus

    return factory.LazyAttribute(count)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password("correct horse battery staple"))


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    slug = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"Course {n}")
    edition = "2016"
    language = "en"
    licence = "For education."


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    course = factory.SubFactory(CourseFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, password=factory.LazyFunction(lambda: make_password(None)))
    role = Enrolment.Role.LEARNER
    cohort = factory.SubFactory(CohortFactory)

    class Params:
        director = factory.Trait(
            user=factory.SubFactory(UserFactory),
            role=Enrolment.Role.DIRECTOR,
            cohort=None,
            course=factory.SubFactory(CourseFactory),
        )
        instructor = factory.Trait(user=factory.SubFactory(UserFactory), role=Enrolment.Role.INSTRUCTOR)

    @factory.post_generation
    def pin(self, create, pin, **kwargs):
        if pin:
            self.pin_digest = pin_digest(seat=self.pk, pin=pin)
            self.joined_at = NOW
            self.save()


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    course = factory.SubFactory(CourseFactory)
    module = factory.LazyAttribute(
        lambda lesson: Module.objects.get_or_create(
            course=lesson.course, slug="module-1", defaults={"number": "1", "title": "Overview", "position": 0}
        )[0]
    )
    slug = factory.Sequence(lambda n: f"lesson-{n}")
    position = factory.Sequence(lambda n: n)
    number = "1.8"
    title = "Working with Mission Partners"
    language = "en"
    source = factory.LazyFunction(
        lambda: {
            "title": "Training Materials",
            "publisher": "A publisher",
            "edition": "2016",
            "part": None,
            "acknowledgement": "Made from the training materials of a publisher.",
        }
    )
    aim = "To show why partners matter."
    relevance = "You will meet partners every day."
    total_minutes = Decimal(45)
    presentation_minutes = Decimal(20)
    interactive_minutes = Decimal(25)
    opening_minutes = Decimal("2.5")
    opening_notes = factory.LazyFunction(lambda: [{"priority": "core", "text": f"Welcome. {NOTE}"}])
    opening_cues = factory.LazyFunction(lambda: [f"Ask what they know. {CUE}"])
    summary_minutes = Decimal(1)
    source_notes = factory.LazyFunction(lambda: [f"The map counts sixteen. {SOURCE_NOTE}"])


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = LearningOutcome

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"outcome-{n}")
    position = rows_beside(LearningOutcome, "lesson")
    text = "List types of partners"
    short = "Types of partners"
    summary = "Partners come in **three** kinds."


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"section-{n}")
    position = rows_beside(Section, "lesson")
    title = factory.Sequence(lambda n: f"Section {n}")


class SlideFactory(DjangoModelFactory):
    class Meta:
        model = Slide
        skip_postgeneration_save = True

    section = factory.SubFactory(SectionFactory)
    lesson = factory.SelfAttribute("section.lesson")
    slug = factory.Sequence(lambda n: f"further-slide-{n}")
    position = rows_beside(Slide, "lesson")
    number = rows_beside(Slide, "lesson", plus=1)
    title = factory.Sequence(lambda n: f"Slide title {n}")
    layout = Slide.Layout.BULLETS
    priority = Slide.Priority.CORE
    minutes_low = Decimal(1)
    minutes_high = Decimal(2)
    key_message = f"Partners first. {KEY_MESSAGE}"
    bullets = factory.LazyFunction(lambda: ["First point", "Second point"])
    reading = "The UNCT is in the country before the mission."
    examples = factory.LazyFunction(lambda: [{"title": "Liberia", "text": "Fifteen counties."}])
    notes = factory.LazyFunction(
        lambda: [
            {"priority": "core", "text": f"Say this. {NOTE}"},
            {"priority": "optional", "text": f"Or this. {NOTE}"},
        ]
    )
    cues = factory.LazyFunction(lambda: [f"Point at the map. {CUE}"])
    source_notes = factory.LazyFunction(lambda: [f"The heading is misprinted. {SOURCE_NOTE}"])


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"term-{n}")
    position = rows_beside(Term, "lesson")
    term = "UN Country Team"
    acronym = "UNCT"
    also = factory.LazyFunction(lambda: ["United Nations Country Team"])
    definition = "All UN bodies in a country."
    is_key = False


class MediaFactory(DjangoModelFactory):
    class Meta:
        model = Media

    lesson = factory.SubFactory(LessonFactory)
    path = "media/picture.svg"
    media_type = "image/svg+xml"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    content = SVG


class CommonQuestionFactory(DjangoModelFactory):
    class Meta:
        model = CommonQuestion

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"common-{n}")
    position = 0
    question = "What is a component?"
    answer = "A part of the mission, not of the UNCT."


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    lesson = factory.SubFactory(LessonFactory)
    position = 0
    title = "The Charter"
    kind = Reference.Kind.REQUIRED


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity
        skip_postgeneration_save = True

    lesson = factory.SubFactory(LessonFactory)
    slug = factory.Sequence(lambda n: f"activity-{n}")
    position = rows_beside(Activity, "lesson")
    number = "1.8.1"
    title = "Map the partners"
    use = Activity.Use.LEARNING
    kind = Activity.Kind.BRAINSTORM
    method = "Brainstorm"
    purpose = "To recall partners."
    minutes_low = Decimal(15)
    minutes_high = Decimal(15)
    checklist = factory.LazyFunction(lambda: ["TOKEN-CHECKLIST"])


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    activity = factory.SubFactory(ActivityFactory)
    slug = factory.Sequence(lambda n: f"phase-{n}")
    position = rows_beside(Phase, "activity")
    title = factory.Sequence(lambda n: f"Phase {n}")
    minutes_low = Decimal(4)
    minutes_high = Decimal(5)
    instructions = "Name partners quickly."
