"""Versions of questions and revisions of their keys are added, never changed."""

import pytest

from assessments.models import KeyRevision, QuestionVersion
from content.loader import Change
from tests.content.builders import bank_file, edit, write_course
from tests.content.loads import MONDAY, TUESDAY, WEDNESDAY, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def versions_of(slug):
    return [
        (version.number, version.created_at, [revision.number for revision in version.key_revisions.all()])
        for version in QuestionVersion.objects.filter(question__slug=slug)
    ]


def test_a_changed_stem_is_a_new_version_and_never_an_old_one_again(course):
    load(course)
    old, new = "    stem: An open well is clean.", "    stem: An open well is dirty."
    first = list(QuestionVersion.objects.values()), list(KeyRevision.objects.values())

    edit(bank_file(course), old, new)
    assert load(course, TUESDAY) == [
        Change("question versions", "added", "T1 open: version 2"),
        Change("keys", "added", "T1 open: version 2, key 1"),
    ]
    edit(bank_file(course), new, old)
    load(course, WEDNESDAY)

    assert versions_of("open") == [(1, MONDAY, [1]), (2, TUESDAY, [1]), (3, WEDNESDAY, [1])]
    stems = QuestionVersion.objects.filter(question__slug="open").values_list("stem", flat=True)
    assert list(stems) == ["An open well is clean.", "An open well is dirty.", "An open well is clean."]
    assert list(QuestionVersion.objects.filter(created_at=MONDAY).values()) == first[0]
    assert list(KeyRevision.objects.filter(created_at=MONDAY).values()) == first[1]


def test_a_changed_key_is_a_new_revision_of_the_same_version(course):
    load(course)
    edit(bank_file(course), "            credit: 1/2", "            credit: 1/3")

    assert load(course, TUESDAY) == [Change("keys", "added", "F1 lid: version 1, key 2")]
    assert versions_of("lid") == [(1, MONDAY, [1, 2])]
    shares = [
        revision.key["blanks"]["lid"]["partial"][0]["credit"]
        for revision in KeyRevision.objects.filter(version__question__slug="lid")
    ]
    assert shares == ["1/2", "1/3"]
    assert load(course, WEDNESDAY) == []


def test_a_correction_made_in_the_platform_stays_until_the_files_change(course):
    load(course)
    version = QuestionVersion.objects.get(question__slug="lid")
    corrected = {**version.key_revisions.get().key, "feedback": "Corrected."}
    KeyRevision.objects.create(
        version=version, number=2, key=corrected, reason="A marker knew better", digest="x" * 64, created_at=MONDAY
    )

    assert load(course, TUESDAY) == []
    edit(bank_file(course), "            credit: 1/2", "            credit: 1/3")
    assert load(course, WEDNESDAY) == [Change("keys", "added", "F1 lid: version 1, key 3")]
