"""The rows of the benchmark: learners who are signed in, and a quiz that is open to them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from assessments.models import AssessmentForm, FormItem, QuestionVersion, Sitting
from courses.models import Cohort, Enrolment
from courses.names import name_key
from lessons.models import Lesson

BACKEND = "django.contrib.auth.backends.ModelBackend"


class NoQuestionsError(Exception):
    """The bank has fewer questions than are asked for."""


@dataclass(frozen=True)
class World:
    """A sitting, and the session keys of its learners."""

    sitting: Sitting
    sessions: list[str]


def unused(name: str) -> str:
    """Return ``name`` with an addition that no other run in the same installation makes."""
    return f"{name} {secrets.token_hex(3)}"


def make_form(*, n_items: int, now: datetime) -> AssessmentForm:
    """Return a frozen form of ``n_items`` questions, spread over the bank of the first lesson that has any.

    Raises NoQuestionsError.
    """
    lesson = Lesson.objects.filter(questions__isnull=False).order_by("pk").first()
    versions = list(
        QuestionVersion.objects.newest()
        .keyed()
        .filter(question__lesson=lesson, question__is_retired=False)
        .order_by("question__position")
    )
    if lesson is None or not 0 < n_items <= len(versions):
        raise NoQuestionsError(f"The bank has {len(versions)} questions; ask for 1 to {len(versions)}.")
    form = AssessmentForm.objects.create(lesson=lesson, label=unused("Benchmark"), frozen_at=now, created_at=now)
    chosen = [versions[n * len(versions) // n_items] for n in range(n_items)]
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version=version, points=version.points)
        for position, version in enumerate(chosen)
    )
    return form


def make_world(*, name: str, form: AssessmentForm, n_learners: int, now: datetime) -> World:
    """Return an open sitting of ``form`` for a new cohort of ``n_learners`` who are signed in."""
    cohort = Cohort.objects.create(course=form.lesson.course, name=unused(name))
    users = make_learners(cohort, n_learners, now)
    sitting = Sitting.objects.create(
        cohort=cohort, kind=Sitting.Kind.PRE, label=name, form_a=form, opens_at=now, created_at=now
    )
    return World(sitting, [signed_in(user) for user in users])


def make_learners(cohort: Cohort, n_learners: int, now: datetime) -> list[User]:
    """Return the users of ``n_learners`` new learners of ``cohort``."""
    no_password = make_password(None)
    names = [f"{cohort.name} {number}" for number in range(1, n_learners + 1)]
    users = User.objects.bulk_create(User(username=name, name=name, password=no_password) for name in names)
    Enrolment.objects.bulk_create(
        Enrolment(user=user, cohort=cohort, role=Enrolment.Role.LEARNER, name_key=name_key(user.name), joined_at=now)
        for user in users
    )
    return users


def signed_in(user: User) -> str:
    """Return the key of a session like the one that joining a class makes."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
