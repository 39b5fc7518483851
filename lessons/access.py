"""The doors to lessons. What somebody may not see does not exist for them: 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.access import learnt_courses, readable_courses, taught_courses
from lessons.models import Lesson, Media, Slide


class ReadingClosedError(Exception):
    """The person learns in the course of this lesson, and reading is closed in their cohort for now."""


def get_readable_lesson(user: User, slug: str) -> Lesson:
    """Return a lesson that ``user`` may read.

    Raises ReadingClosedError for learners of its course while it is closed to them, Http404 for everyone else.
    """
    lessons = Lesson.objects.select_related("course", "module").filter(slug=slug, is_retired=False)
    lesson = lessons.filter(course__in=readable_courses(user)).first()
    if lesson is None and lessons.filter(course__in=learnt_courses(user)).exists():
        raise ReadingClosedError
    if lesson is None:
        raise Http404("There is no such lesson for this person.")
    return lesson


def get_taught_lesson(user: User, slug: str) -> Lesson:
    """Return a lesson that ``user`` teaches or directs. Raises Http404 otherwise."""
    return get_object_or_404(
        Lesson.objects.select_related("course", "module"), slug=slug, is_retired=False, course__in=taught_courses(user)
    )


def can_teach(user: User, lesson: Lesson) -> bool:
    """Return whether ``user`` teaches or directs the course of ``lesson``."""
    return taught_courses(user).filter(pk=lesson.course_id).exists()


def get_readable_slide(user: User, lesson_slug: str, slug: str) -> Slide:
    """Return a slide of a lesson that ``user`` may read. Raises as ``get_readable_lesson`` does."""
    lesson = get_readable_lesson(user, lesson_slug)
    return get_object_or_404(lesson.slides.current().select_related("section"), slug=slug)


def get_readable_media(user: User, lesson_slug: str, digest: str) -> Media:
    """Return a picture of a lesson that ``user`` may read. Raises as ``get_readable_lesson`` does.

    One that left the lesson's files is still there: a class that was prepared before has it on its slides.
    """
    lesson = get_readable_lesson(user, lesson_slug)
    # A picture that was renamed or is there twice has several rows with the same bytes: any of them will do.
    media = lesson.media.filter(digest=digest).order_by("is_retired", "path").first()
    if media is None:
        raise Http404("The lesson has no such picture.")
    return media
