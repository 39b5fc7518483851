"""What every kind of answer tells the browser, and how cookies are kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from courses.models import Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, LessonFactory, MediaFactory, UserFactory

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError("TOKEN-OF-AN-ERROR")


urlpatterns = [path("broken/", broken), path("", include("config.urls"))]


@pytest.fixture
def course(settings):
    cohort = CohortFactory(join_code="7KQ4MP")
    lesson = LessonFactory(course=cohort.course, slug="partners")
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    staff = EnrolmentFactory(cohort=cohort, instructor=True).user
    return cohort, lesson, MediaFactory(lesson=lesson), staff


def answers(course, **extra):
    """Return an answer of every kind, by what it is."""
    cohort, lesson, media, staff = course
    nobody, teacher, admin = (Client(raise_request_exception=False) for _ in range(3))
    teacher.force_login(staff)
    admin.force_login(UserFactory(is_staff=True, is_superuser=True))
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    roster = f"/cohorts/{cohort.pk}/roster/"
    guesses = [nobody.post("/join/7KQ4MP/", {"name": "Amina Diallo", "join_token": "t"}, **extra)]
    guesses += [nobody.post("/join/7KQ4MP/pin/", {"pin": "000000"}, **extra) for _ in range(6)]
    return {
        "page": nobody.get("/", **extra),
        "part": teacher.get(f"/lessons/{lesson.slug}/", headers={"HX-Request": "true"}, **extra),
        "redirect": nobody.get(roster, **extra),
        "form with errors": teacher.post(roster, **extra),
        "upload refused": teacher.post(roster, {"file": SimpleUploadedFile("x.csv", b"\0")}, **extra),
        "400": nobody.get("/", headers={"Host": "evil.example"}, **extra),
        "403": strict.post("/join/", {"code": "x"}, **extra),
        "404": nobody.get("/nowhere/", **extra),
        "405": nobody.delete("/join/", **extra),
        "429": guesses[-1],
        "500": nobody.get("/broken/", **extra),
        "JSON": nobody.get("/attempts/1/save/", **extra),
        "table": teacher.get(f"{roster}file/csv/", **extra),
        "workbook": teacher.get(f"{roster}file/xlsx/", **extra),
        "picture": teacher.get(f"/lessons/{lesson.slug}/media/{media.digest}/", **extra),
        "script": nobody.get("/attempts/worker.js", **extra),
        "administration": admin.get("/admin/", **extra),
        "its sign-in": nobody.get("/admin/login/", **extra),
        "second step": admin.get("/account/second-step/", **extra),
        "import": admin.get("/content/import/", **extra),
    }


STATUS = {"400": 400, "403": 403, "404": 404, "405": 405, "429": 429, "500": 500, "JSON": 401, "redirect": 302}


@pytest.mark.urls("tests.config.test_headers")
def test_every_kind_of_answer_is_bound_to_our_own_site(course):
    found = answers(course)
    assert {name: found[name].status_code for name in STATUS} == STATUS
    for name, answer in found.items():
        assert faults_of(answer) == [], name


def faults_of(answer):
    """Return what is missing or weak in the headers of an answer."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer.get("Content-Security-Policy", "").split(";"))
    is_closed = policy.get("default-src") == "'none'"
    wanted = {
        "a policy": is_closed,
        "no object": is_closed or policy.get("object-src") == "'none'",
        "no script of others": all(
            source in {"'self'", "'none'"} or source.startswith("'nonce-")
            for source in policy.get("script-src", "").split()
        ),
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") == "same-origin",
        "resources": answer.get("Cross-Origin-Resource-Policy") == "same-origin",
        "no frame": answer.get("X-Frame-Options") == "DENY" or policy.get("frame-ancestors") == "'none'",
        "a type": bool(answer.get("Content-Type")) or answer.status_code in {302, 405},
        "nobody else": "Access-Control-Allow-Origin" not in answer.headers,
    }
    return [name for name, is_right in wanted.items() if not is_right]


@pytest.mark.parametrize(
    "policy", [{}, {"script-src": ["*"]}, {"default-src": ["'none'"], "script-src": ["'unsafe-inline'"]}]
)
def test_control_an_empty_or_weak_policy_is_found(settings, policy):
    settings.SECURE_CSP = policy
    assert faults_of(Client().get("/join/")) != []


def test_control_an_answer_without_headers_is_found():
    assert faults_of(HttpResponse()) == ["a policy", "no object", "nosniff", "referrer", "resources", "no frame"]


@pytest.mark.urls("tests.config.test_headers")
def test_an_error_tells_nothing_of_the_inside(course):
    page = Client(raise_request_exception=False).get("/broken/").content.decode()
    assert "It is our fault, not yours." in page
    assert "TOKEN-OF-AN-ERROR" not in page
    assert "Traceback" not in page


@pytest.mark.urls("tests.config.test_headers")
def test_over_https_browsers_stay_there_and_windows_keep_apart(course, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
    for name, answer in answers(course, secure=True).items():
        assert answer["Strict-Transport-Security"] == "max-age=31536000", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_downloads_are_files_with_safe_names(course):
    found = answers(course)
    for kind in ("table", "workbook"):
        assert found[kind]["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in found["picture"]["Content-Security-Policy"]


def test_cookies_are_for_the_server_alone(settings, client):
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        setattr(settings, f"{name}_COOKIE_SECURE", True)
    UserFactory(username="instructor")
    client.post("/account/sign-in/", {"login": "instructor", "password": "correct horse battery staple"}, secure=True)
    client.get("/account/password/", secure=True)
    client.post("/account/theme/", {"theme": "dark"}, secure=True)
    client.post("/account/language/setlang/", {"language": "en"}, secure=True)
    kept = {
        name: (bool(each["secure"]), bool(each["httponly"]), each["samesite"])
        for name, each in client.cookies.items()
        if each.value
    }
    assert kept == dict.fromkeys(["sessionid", "csrftoken", "theme", "django_language"], (True, True, "Lax"))


def test_private_pages_are_kept_by_no_browser(course):
    cohort, _lesson, _media, staff = course
    client = Client()
    client.force_login(staff)
    for page in (f"/cohorts/{cohort.pk}/", f"/cohorts/{cohort.pk}/roster/", "/account/devices/", "/"):
        assert "no-store" in client.get(page)["Cache-Control"], page


@pytest.mark.parametrize(
    "page", ["/.git/config", "/.env", "/var/secret_key", "/static/../config/settings.py", "/static/"]
)
def test_nothing_of_the_installation_is_served(client, page):
    assert client.get(page).status_code == 404


def test_a_closed_account_and_a_removed_seat_end_at_once(course):
    cohort, _lesson, _media, staff = course
    client = Client()
    client.force_login(staff)
    page = f"/cohorts/{cohort.pk}/"
    assert client.get(page).status_code == 200
    Enrolment.objects.filter(user=staff).delete()
    assert client.get(page).status_code == 404
    staff.is_active = False
    staff.save()
    assert client.get(page).status_code == 302
