"""Certificates as people see them: the pages, checking by anybody, and the PDF."""

import re
import shutil
import subprocess
from datetime import date
from unicodedata import normalize

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import FailedTry
from assessments.access.certificates import get_directed_cohort, own_certificates
from assessments.actions.certificates import revoke_certificate
from assessments.certificates.lettering import fonts_for, unprintable
from assessments.certificates.page import Printed, certificates_pdf
from assessments.models import Certificate, CertificateRule
from courses.models import AuditRow
from records.actions.erasing import erase_person
from records.reports.trail import entries_of
from tests.assessments.certified import give
from tests.assessments.classes import sit
from tests.assessments.marked import teacher
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


# --- pages -----------------------------------------------------------------------------------------------


def post(client, user, name, *args, **fields):
    client.force_login(user)
    return client.post(reverse(f"assessments:{name}", args=args), fields)


def test_a_director_sets_the_rule_and_gives_to_all_who_meet_it(client, pair, director):
    sit(*pair, (1, 4), (2, None))
    pk = pair[0].cohort_id
    fields = {"way": "rule", "needs_both": "on", "least_percent": "60", "signatory": " A.  B. ", "scope": "course"}
    assert post(client, director, "certificate-rule", pk, **fields).status_code == 302
    page = client.get(reverse("assessments:certificates", args=[pk])).content.decode()
    assert "Certificates: 0 of 2 learners" in page
    assert "Give a certificate to the 1 learner who meets the rule" in page
    for _twice in range(2):
        assert post(client, director, "certificates-give", pk).status_code == 302
    given = Certificate.objects.get()
    assert (given.name, given.is_by_hand, given.signatory, given.issued_by) == ("Learner 001", False, "A. B.", director)
    page = client.get(reverse("assessments:certificates", args=[pk])).content.decode()
    assert "Certificates: 1 of 2 learners" in page
    assert given.shown_code in page


@pytest.mark.parametrize("wrong", [{"least_percent": "101"}, {"way": "x"}, {"scope": ""}])
def test_a_rule_that_cannot_be_is_refused(client, pair, director, wrong):
    fields = {"way": "rule", "least_percent": "60", "signatory": "", "scope": "course"} | wrong
    answer = post(client, director, "certificate-rule", pair[0].cohort_id, **fields)
    assert (answer.status_code, CertificateRule.objects.count()) == (422, 0)
    assert "There is a problem" in answer.content.decode()


def test_by_hand_and_back(client, pair, director):
    (seat,) = sit(*pair, (1, None))
    pk = pair[0].cohort_id
    assert post(client, director, "certificate-give", pk, seat.pk, reason="Ill on the day").status_code == 302
    given = Certificate.objects.get()
    assert given.is_by_hand
    empty = post(client, director, "certificate-revoke", pk, given.pk, reason=" ")
    assert (empty.status_code, "Say why, for your records." in empty.content.decode()) == (422, True)
    assert post(client, director, "certificate-revoke", pk, given.pk, reason="A mistake").status_code == 302
    page = client.get(reverse("assessments:certificates", args=[pk])).content.decode()
    assert ("Certificates: 0 of 1 learner" in page, "A mistake" in page) == (True, True)


def test_giving_by_hand_asks_why_and_the_trail_keeps_it(client, pair, director):
    (seat,) = sit(*pair, (1, None))
    pk = pair[0].cohort_id
    client.force_login(director)
    page = client.get(reverse("assessments:certificates", args=[pk])).content.decode()
    give_here = page.split(f'action="{reverse("assessments:certificate-give", args=[pk, seat.pk])}"')
    assert re.search(r"<details[^>]*><summary>Give by hand<", give_here[0].rsplit("</details>", 1)[-1])
    assert re.search(r'<input id="why-\d+" name="reason" maxlength="300" required>', give_here[1].split("</form>")[0])
    for reason in ({}, {"reason": " "}):
        empty = post(client, director, "certificate-give", pk, seat.pk, **reason)
        shown = empty.content.decode()
        assert (empty.status_code, "Say why, for your records." in shown, seat.user.name in shown) == (422, True, True)
    assert not Certificate.objects.exists()
    for why in ("Ill on the day", "Once more"):
        assert post(client, director, "certificate-give", pk, seat.pk, reason=why).status_code == 302
    row = AuditRow.objects.get(verb="give certificate")
    given = Certificate.objects.get()
    detail = {"seat": seat.pk, "by_hand": True, "reason": "Ill on the day"}
    assert (row.by, row.subject, row.detail) == (director, f"certificate {given.pk}", detail)
    (entry,) = entries_of([row])
    assert "reason: Ill on the day" in entry.details


def test_who_may_do_what(client, pair, director):
    (seat,) = sit(*pair, (1, 4))
    (given,) = give(pair[0].cohort, [seat], director)
    pk, instructor, stranger = pair[0].cohort_id, teacher(pair[0]), EnrolmentFactory(director=True).user
    learner = EnrolmentFactory(cohort=pair[0].cohort).user
    changes = [
        ("certificate-rule", (pk,)),
        ("certificates-give", (pk,)),
        ("certificate-give", (pk, seat.pk)),
        ("certificate-revoke", (pk, given.pk)),
    ]
    for user, status in ((instructor, 403), (stranger, 404), (learner, 404)):
        assert {post(client, user, name, *args).status_code for name, args in changes} == {status}
    pages = [("certificates", (pk,)), ("certificates-file", (pk,)), ("certificate", (given.pk,))]
    for user, status in ((instructor, 200), (stranger, 404), (learner, 404)):
        client.force_login(user)
        assert {client.get(reverse(f"assessments:{n}", args=a)).status_code for n, a in pages} == {status}
    client.logout()
    for name, args in pages:
        assert client.get(reverse(f"assessments:{name}", args=args)).status_code == 302
    for name, args in changes:
        assert client.post(reverse(f"assessments:{name}", args=args)).status_code == 302
    client.force_login(seat.user)
    assert client.get(reverse("assessments:certificate", args=[given.pk])).status_code == 200
    assert own_certificates(seat.user) == [given]
    with pytest.raises(PermissionDenied):
        get_directed_cohort(instructor, pk)
    # A certificate or a seat of another cohort is not reached through this one.
    other = EnrolmentFactory(cohort=CohortFactory(course=pair[0].cohort.course))
    assert post(client, director, "certificate-give", pk, other.pk).status_code == 404
    assert post(client, director, "certificate-revoke", other.cohort_id, given.pk, reason="x").status_code == 404


def test_a_learner_finds_the_certificate_on_the_start_page(client, pair, director):
    (seat,) = sit(*pair, (1, 4))
    client.force_login(seat.user)
    assert "Your certificate" not in client.get("/").content.decode()
    (given,) = give(pair[0].cohort, [seat], director)
    assert f"/certificates/{given.pk}/" in client.get("/").content.decode()
    revoke_certificate(certificate=given, reason="x", by=director, now=NOW)
    assert "Your certificate" not in client.get("/").content.decode()


def test_instructors_read_and_change_nothing(client, pair, director):
    sit(*pair, (1, 4))
    client.force_login(teacher(pair[0]))
    page = client.get(reverse("assessments:certificates", args=[pair[0].cohort_id])).content.decode()
    assert "The course director sets the rule" in page
    assert "Give by hand" not in page


# --- checking --------------------------------------------------------------------------------------------


def check(client, code):
    return client.post(reverse("assessments:check"), {"code": code})


def test_anybody_with_the_code_can_check(client, pair, director):
    (seat,) = sit(*pair, (1, 4))
    seat.external_id, seat.email = "TOKEN-NUMBER", "token@example.org"
    seat.save()
    (given,) = give(pair[0].cohort, [seat], director, signatory="TOKEN-SIGNATORY")
    page = check(client, given.shown_code.lower().replace("-", " "))
    text = page.content.decode()
    assert (page.status_code, "This certificate is valid." in text) == (200, True)
    assert all(shown in text for shown in ("Learner 001", given.course_title, "2 March 2026", given.shown_code))
    # What nobody needs is not there.
    hidden = ("TOKEN", "token@", pair[0].cohort.name, director.name, "Quiz", "67\u00a0%", "67 %", "66.7")
    shown = text.split("<main")[1].split("</main>")[0]
    assert [word for word in hidden if word in shown] == []
    revoke_certificate(certificate=given, reason="TOKEN-REASON", by=director, now=NOW)
    text = check(client, given.code).content.decode()
    assert ("This certificate was revoked." in text, "TOKEN-REASON" in text, "is valid" in text) == (True, False, False)


def test_the_code_on_paper_leads_to_the_form_and_reading_it_writes_nothing(client):
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("assessments:check"), {"code": "7KQ4-MP3X-HA9T"})
    assert 'value="7KQ4-MP3X-HA9T"' in page.content.decode()
    assert captured.captured_queries == []


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "Type the code that stands under the QR code."),
        ("123", "The code has twelve letters and numbers."),
        ("7KQ4-MP3X-HA9T", "There is no certificate with this code."),
    ],
)
def test_codes_that_lead_nowhere(client, code, says):
    page = check(client, code)
    assert (page.status_code, says in page.content.decode()) == (422, True)


def test_guessing_is_limited(client, pair, director):
    (seat,) = sit(*pair, (1, 4))
    (given,) = give(pair[0].cohort, [seat], director)
    for n in range(20):
        assert check(client, f"7KQ4MP3XHA{n:02}").status_code == 422
    assert check(client, given.code).status_code == 429
    assert FailedTry.objects.filter(scope="certificate").count() == 20
    other = client.post(reverse("assessments:check"), {"code": given.code}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


# --- the PDF ---------------------------------------------------------------------------------------------


def text_of(content, tmp_path):
    """The text of a PDF as a reader sees it, page by page."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return [normalize("NFC", page) for page in text.split("\f")[:-1]]


NAMES = ["Aïssatou Barry", "Nguyễn Thị Hương", "Олена Коваленко", "李明", "김민준", "ትግስት በቀለ", "ნინო გელაშვილი"]


def printed(name, **more):
    values = {
        "name": name,
        "course": "Core Pre-deployment Training",
        "day": date(2026, 3, 2),
        "signatory": "H. Lindqvist",
        "code": "7KQ4-MP3X-HA9T",
        "address": "https://field.example/check/",
    }
    return Printed(**values | more)


def test_a_page_for_each_with_its_name_in_its_own_script(tmp_path):
    content = certificates_pdf([printed(name) for name in NAMES], title="Certificates", now=NOW)
    pages = text_of(content, tmp_path)
    assert [name in page for name, page in zip(NAMES, pages, strict=True)] == [True] * len(NAMES)
    for words in ("Core Pre-deployment Training", "H. Lindqvist", "7KQ4-MP3X-HA9T", "field.example/check/", "2026"):
        assert all(words in page for page in pages)


def test_a_pdf_holds_only_the_signs_it_uses():
    content = certificates_pdf([printed("李明")], title="Certificate", now=NOW)
    assert content.startswith(b"%PDF-")
    assert len(content) < 60_000


def test_long_names_and_courses_stay_on_the_page(tmp_path):
    content = certificates_pdf([printed("Wilhelmina " * 10, course="Training of trainers " * 9)], title="", now=NOW)
    assert len(text_of(content, tmp_path)) == 1


@pytest.mark.parametrize(
    "name", ["राम बहादुर", "মোহাম্মদ", "عمر الخطيب", "דוד", "සංජීව", "สมชาย", "មករា", "အောင်", "தமிழ்", "ジョン", "Արամ"]
)
def test_every_script_of_the_world_of_training_has_a_font(name):
    assert not unprintable(name)
    assert len(fonts_for([name])) == 1


def test_latin_needs_no_other_font():
    assert fonts_for(["Þór Ægisson", "Αθηνά", "Ђорђе", "Nguyễn"]) == []


def test_a_name_without_a_font_is_said(client, pair, director, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert unprintable("ᠮᠣᠩᠭᠣᠯ")
    EnrolmentFactory(cohort=pair[0].cohort, user__name="ᠮᠣᠩᠭᠣᠯ")
    client.force_login(director)
    page = client.get(reverse("assessments:certificates", args=[pair[0].cohort_id])).content.decode()
    assert "The name has signs that no font here has." in page
    # What is no font is passed over.
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    assert unprintable("ᠮᠣᠩᠭᠣᠯ")


@pytest.mark.parametrize(
    ("host", "address", "is_warned"),
    [
        ("localhost", "", True),
        ("127.0.0.1", "", True),
        ("testserver", "", False),
        ("localhost", "https://school.example.org", False),
    ],
)
def test_an_address_that_only_this_computer_knows_is_said_before_certificates_go_out(
    client, pair, director, settings, host, address, is_warned
):
    settings.PUBLIC_ADDRESS = address
    client.force_login(director)
    page = client.get(reverse("assessments:certificates", args=[pair[0].cohort_id]), headers={"host": host})
    assert ("FIELDSCHOOL_ADDRESS" in page.content.decode()) is is_warned


def test_the_files_of_a_cohort_and_of_one(client, pair, director):
    seats = sit(*pair, (1, 4), (2, 5))
    given = give(pair[0].cohort, seats, director)
    revoke_certificate(certificate=given[1], reason="x", by=director, now=NOW)
    client.force_login(director)
    batch = client.get(reverse("assessments:certificates-file", args=[pair[0].cohort_id]))
    assert (batch["Content-Type"], "no-store" in batch["Cache-Control"]) == ("application/pdf", True)
    assert len(re.findall(rb"/Type /Page\b", batch.content)) == 1
    assert client.get(reverse("assessments:certificate", args=[given[0].pk])).content.startswith(b"%PDF-")
    assert client.get(reverse("assessments:certificate", args=[given[1].pk])).status_code == 404
    rows = client.get(reverse("assessments:results-file", args=[pair[0].cohort_id, "certificates", "csv"]))
    text = rows.content.decode("utf-8-sig")
    assert (text.count("\r\n"), given[0].shown_code in text, given[1].shown_code in text) == (3, True, True)


def test_the_certificate_of_an_erased_learner_can_be_checked_and_not_printed(client, pair, director):
    seats = sit(*pair, (1, 4), (2, 5))
    erased, other = give(pair[0].cohort, seats, director)
    erase_person(seat=erased.enrolment, by=director, now=NOW)
    client.force_login(director)
    batch = client.get(reverse("assessments:certificates-file", args=[pair[0].cohort_id]))
    assert len(re.findall(rb"/Type /Page\b", batch.content)) == 1
    assert client.get(reverse("assessments:certificate", args=[erased.pk])).status_code == 404
    assert client.get(reverse("assessments:certificate", args=[other.pk])).status_code == 200
    checked = client.post(reverse("assessments:check"), {"code": erased.shown_code}).content.decode()
    assert "not kept any more" in checked
