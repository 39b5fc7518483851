"""What machines ask: the process, whether it is ready, its figures."""

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from operations import readiness as module
from operations import views
from operations.actions import beat, note_backup, note_verified
from operations.metrics import Metrics
from operations.models import Backup, Heartbeat
from operations.readiness import Readiness, Remembered, readiness
from tests.factories import NOW

TOKEN = "a token for tests only: 0123456789 abcdef"


@pytest.fixture(autouse=True)
def nobody_has_asked(monkeypatch):
    monkeypatch.setattr(views, "READINESS", Remembered(readiness))


def test_alive_asks_nothing(client):  # no fixture of a database: a query would fail
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"].split(",")[0]) == (200, b"alive\n", "max-age=0")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_do_not_ask_for_hosts_https_or_sessions(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["school.example.org"]
    answer = client.get(path, headers={"host": "10.0.0.11:8001"})
    assert answer.status_code == (404 if path == "/metrics" else 200)
    assert answer.cookies == {}
    assert client.post(path).status_code == 405


def test_ready_writes_a_row_and_tells_of_the_backup(client, db):
    assert client.get("/readyz").json() == {"ready": True, "problems": [], "last_backup_hours": None}
    assert Heartbeat.objects.count() == 1
    note_backup(name="b.zip", host="h", n_bytes=1, now=timezone.now() - timedelta(hours=5))
    views.READINESS._at = None
    assert client.get("/readyz").json()["last_backup_hours"] == 5.0
    assert Heartbeat.objects.count() == 1


def test_asked_again_within_a_second_it_looks_no_more(client, db, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


def test_while_one_looks_the_others_get_the_last_answer():
    asked = []

    def ask(_now):
        asked.append(remembered.answer())
        return Readiness()

    remembered = Remembered(ask)
    assert (remembered.answer().is_ready, asked[0].problems) == (True, ["Nobody has looked yet."])


def test_not_ready_without_room(client, db, monkeypatch):
    monkeypatch.setattr(module, "free_bytes", lambda: 499 * 1_000_000)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The disk of the data folder has 499 MB left, 500 are needed."]


def test_not_ready_before_migrations(client, db):
    MigrationRecorder.Migration.objects.filter(app="operations").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (
        503,
        ["Migrations are not applied (1). Run: manage.py migrate"],
    )


def test_not_ready_when_nothing_can_be_written(client, db, monkeypatch):
    def refuse(**_):
        raise DatabaseError("attempt to write a readonly database: TOKEN-ANSWER")

    monkeypatch.setattr(module, "beat", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["The database cannot be written: DatabaseError."])


def test_notes_may_be_repeated(db):
    for later in range(2):
        beat(host="a", now=NOW + timedelta(hours=later))
        note_backup(name="b.zip", host="a", n_bytes=7, now=NOW)
    assert (Heartbeat.objects.get().at, Backup.objects.get().n_bytes) == (NOW + timedelta(hours=1), 7)
    assert (note_verified(name="b.zip", now=NOW), note_verified(name="c.zip", now=NOW)) == (True, False)
    assert Backup.objects.get().verified_at == NOW


@pytest.fixture
def metrics(monkeypatch, settings):
    """Figures that are on, as with FIELDSCHOOL_METRICS_TOKEN."""
    on = Metrics(is_on=True)
    monkeypatch.setattr(views, "METRICS", on)
    monkeypatch.setattr("operations.middleware.METRICS", on)
    settings.METRICS_TOKEN = TOKEN
    return on


def scrape(client, token=TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def test_figures_count_requests_by_route(client, db, metrics):
    metrics.count_streams_with(lambda: 12)
    for path in ("/join/", "/join/7KQ4MP/", "/no/such/TOKEN-PAGE", "/join/"):
        client.get(path)
    text = scrape(client).content.decode()
    assert 'fieldschool_request_seconds_count{method="GET",route="join/",status="2xx"} 2.0' in text
    assert 'route="(no such page)",status="4xx"} 1.0' in text
    assert "fieldschool_streams 12.0" in text
    assert [token for token in ("7KQ4MP", "TOKEN-PAGE") if token in text] == []


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_figures_are_for_who_has_the_token(client, metrics, token):
    assert (scrape(client, token).status_code, scrape(client).status_code) == (404, 200)


def test_figures_are_off_unless_they_are_asked_for(client):
    assert Metrics(is_on=False).registry is None
    assert (scrape(client).status_code, scrape(client, "").status_code) == (404, 404)


def test_figures_without_a_token_in_the_settings_are_for_nobody(client, metrics, settings):
    settings.METRICS_TOKEN = ""
    assert scrape(client, "").status_code == 404


def test_a_probe_leaves_no_line_in_the_log(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/healthz")
    assert caplog.records == []
