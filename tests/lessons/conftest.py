"""The world of the lesson tests: one lesson, its people, and people from elsewhere."""

from types import SimpleNamespace

from tests.factories import (
    CohortFactory,
    CommonQuestionFactory,
    EnrolmentFactory,
    LessonFactory,
    MediaFactory,
    OutcomeFactory,
    ReferenceFactory,
    SectionFactory,
    SlideFactory,
    TermFactory,
)
from tests.worlds import built_once


def build_world():
    lesson = LessonFactory(slug="mission-partners")
    cohort = CohortFactory(course=lesson.course)
    outcome = OutcomeFactory(lesson=lesson)
    section = SectionFactory(lesson=lesson, title="UN partners")
    media = MediaFactory(lesson=lesson)
    picture = {"path": media.path, "alt": "A map of partners", "credit": "Own drawing"}
    slides = [SlideFactory(section=section, slug=f"slide-{n}", pictures=[picture]) for n in (1, 2, 3)]
    slides[0].outcomes.add(outcome)
    TermFactory(lesson=lesson, slug="unct")
    CommonQuestionFactory(lesson=lesson)
    ReferenceFactory(lesson=lesson)
    return SimpleNamespace(
        lesson=lesson,
        cohort=cohort,
        slides=slides,
        media=media,
        learner=EnrolmentFactory(cohort=cohort).user,
        instructor=EnrolmentFactory(cohort=cohort, instructor=True).user,
        director=EnrolmentFactory(director=True, course=lesson.course).user,
        stranger=EnrolmentFactory().user,
        other_instructor=EnrolmentFactory(instructor=True).user,
    )


world_once, world = built_once(build_world)
