"""Why a key was made: what the platform noted in the reader's language, what a person wrote as it is."""

import pytest
from django.urls import reverse

from assessments import key_reasons
from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, newest_revision, undo_regrade
from assessments.key_reasons import AGAIN, FROM_OPTION, KEPT, LOADED, WITHOUT, shown_reason
from assessments.models import KeyRevision, RegradeRun
from tests.assessments.marked import make_sitting, teacher, version_of
from tests.factories import NOW

FRENCH = {
    LOADED: "Chargée des fichiers",
    KEPT: "Décisions gardées",
    FROM_OPTION: "Tirée d'une option",
    AGAIN: "De nouveau la clé %(number)s",
    WITHOUT: "Sans ce que la clé %(number)s a décidé",
}


@pytest.fixture
def in_french(monkeypatch):
    monkeypatch.setattr(key_reasons, "gettext", FRENCH.get)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Loaded from the files", "Chargée des fichiers"),
        ("Decisions of instructors kept when the files changed", "Décisions gardées"),
        ("Made from a multiple-choice option", "Tirée d'une option"),
        ("Key 3 again", "De nouveau la clé 3"),
        ("Without what key 12 decided", "Sans ce que la clé 12 a décidé"),
        ("The map was old (Key Person 2)", "The map was old (Key Person 2)"),
        ("Key 3 again (Ann Example)", "Key 3 again (Ann Example)"),
        ("100 % sure (Ann Example)", "100 % sure (Ann Example)"),
        ("", ""),
    ],
)
def test_only_what_the_platform_noted_is_translated(in_french, reason, shown):
    assert shown_reason(reason) == shown


def test_without_a_translation_it_is_read_as_it_is_kept():
    assert [shown_reason(each) for each in (LOADED, "Key 3 again")] == [LOADED, "Key 3 again"]


@pytest.mark.django_db
def test_the_page_of_a_key_says_why_it_was_made(client, in_french):
    sitting = make_sitting("true-false")
    version, by = version_of(sitting), teacher(sitting)
    KeyRevision.objects.filter(version=version).update(reason=LOADED)
    client.force_login(by)
    here = reverse("assessments:key", args=[sitting.form_a.lesson.slug, version.pk])
    assert "Chargée des fichiers" in client.get(here).content.decode()
    correction = Correction(version, RegradeRun.Policy.NEW_KEY, {**newest_revision(version).key, "answer": True})
    run = apply_regrade(correction=correction, reason="The map was old", by=by, now=NOW)
    assert "The map was old</span></p>" in client.get(here).content.decode()
    undo_regrade(run=run, by=by, now=NOW)
    assert "De nouveau la clé 1" in client.get(here).content.decode()
