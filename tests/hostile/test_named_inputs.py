"""Thirty inputs that have broken other programs, each with the answer that it gets here."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.models import Response
from courses.models import Enrolment
from tests.assessments.factories import AttemptFactory
from tests.content.archives import LINK, archive_of, entry
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
EVENT = b'{"event": "6f1f0d3e-8a3c-4d0e-9a55-0d5d1e3c7a11", "position": %s, "sequence": %s, "answer": %s}'


def save(position=b"1", sequence=b"1", answer=b"true"):
    return b'{"events": [' + EVENT % (position, sequence, answer) + b"]}"


BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Types>&c;</Types>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types>&a;</Types>'


def workbook(**parts):
    """Return a small workbook, with parts of it replaced."""
    packed, book = BytesIO(), openpyxl.Workbook()
    book.active.append(["Name"])
    book.active.append(["Amina"])
    book.save(packed)
    out = BytesIO()
    with zipfile.ZipFile(packed) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, parts.get(name, good.read(name)))
        for name in set(parts) - set(good.namelist()):
            bad.writestr(name, parts[name])
    return out.getvalue()


# What is sent to the save of a quiz, and the answer: what cannot be read, is refused or is kept as text.
SAVES = {
    "NUL in a text": (save(answer=b'"a\\u0000b"'), 200, "refused"),
    "a lone surrogate": (save(answer=b'"\\ud800"'), 200, "refused"),
    "a text of 70,000 letters": (save(answer=b'"' + b"A" * 70_000 + b'"'), 200, "refused"),
    "a number over 2^31": (save(position=b"2147483648"), 200, "refused"),
    "a number over 2^63": (save(sequence=b"9223372036854775808"), 200, "refused"),
    "a number of 5,000 digits": (save(sequence=b"9" * 5000), 400, None),
    "a negative number": (save(position=b"-1"), 200, "refused"),
    "NaN": (save(position=b"NaN"), 200, "refused"),
    "Infinity": (save(sequence=b"1e999"), 200, "refused"),
    "a list 100,000 deep": (b'{"events": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, None),
    "the same key twice": (b'{"events": [], "events": 7}', 400, None),
    "a list instead of an object": (b"[1, 2]", 400, None),
    "bytes that are no UTF-8": (b'{"events": "\xff\xfe"}', 400, None),
    "nothing at all": (b"", 400, None),
    "half of a body": (save()[:-20], 400, None),
    "an object where true or false is asked": (save(answer=b'{"__proto__": {"x": 1}}'), 200, "refused"),
}


@pytest.mark.parametrize("name", SAVES)
def test_saves(name, client):
    body, status, outcome = SAVES[name]
    attempt = AttemptFactory()
    client.force_login(attempt.enrolment.user)
    answer = client.post(f"/attempts/{attempt.pk}/save/", body, content_type=JSON)
    assert answer.status_code == status
    if outcome:
        assert [reply["outcome"] for reply in answer.json()["replies"]] == [outcome]
    assert not Response.objects.exists()


# What is sent as a name to join with: it is refused, or it is a name like any other, and never runs.
NAMES = {
    "markup": (b"<script>alert(1)</script>", 302),
    "a template": (b"{{ 7*7 }}{% debug %}", 302),
    "a formula": (b"=HYPERLINK(1)a", 302),
    "NUL": (b"A%00mina", 422),
    "letters that turn the line": ("A\u202emina".encode(), None),
    "300 letters": (b"A" * 300, 422),
    "bytes that are no UTF-8": (b"Am%ED%A0%80ina", None),
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    typed, status = NAMES[name]
    cohort = CohortFactory(join_code="7KQ4MP")
    client = Client()
    answer = client.post("/join/7KQ4MP/", b"join_token=t&name=" + typed, content_type=FORM)
    assert answer.status_code in ({status} if status else {302, 422})
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)
    page = client.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "<script>alert" not in page
    assert Enrolment.objects.filter(role="learner").count() == (answer.status_code == 302)
    table = client.get(f"/cohorts/{cohort.pk}/roster/file/csv/").content.decode("utf-8-sig")
    assert not any(line.startswith("=") for line in table.splitlines())


# Files that are sent as a list of learners or as a course: each is refused with a reason, and nothing is changed.
LISTS = {
    "a workbook that blows up": workbook(**{"xl/worksheets/sheet1.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}),
    "entities that multiply": workbook(**{"[Content_Types].xml": BILLION}),
    "an entity that reads a file": workbook(**{"[Content_Types].xml": OUTSIDE}),
    "a program called list.csv": b"MZ\x90\x00\x03\x00\x00\x00",
    "an open quotation mark": b'Name\n"Amina',
    "6,000 rows": b"Name\n" + b"A\n" * 6000,
}
COURSES = {
    "a way out of the archive": archive_of(("../../evil", b"x")),
    "a link in the archive": archive_of((entry("c/course.yaml", external_attr=LINK, create_system=3), b"/etc/passwd")),
    "an archive that swells": archive_of(("c/course.yaml", b"0" * 10_000_000)),
    "aliases that multiply": archive_of(
        ("c/course.yaml", b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n")
    ),
    "a tag that makes objects": archive_of(("c/course.yaml", b"format: !!python/object/apply:os.system ['true']\n")),
}


@pytest.mark.parametrize("name", [*LISTS, *COURSES])
def test_files(name, client):
    cohort = CohortFactory()
    director = EnrolmentFactory(director=True, course=cohort.course, user=UserFactory(is_staff=True, is_superuser=True))
    client.force_login(director.user)
    path = f"/cohorts/{cohort.pk}/roster/" if name in LISTS else "/content/import/"
    file = SimpleUploadedFile("list.csv", {**LISTS, **COURSES}[name])
    answer = client.post(path, {"file": file})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode() or "nothing was loaded" in answer.content.decode()
    assert "root:" not in answer.content.decode()
    assert Enrolment.objects.count() == 1


def test_there_are_thirty():
    assert len(SAVES) + len(NAMES) + len(LISTS) + len(COURSES) >= 30
