"""Answer and submit on a recorded SQLite, cut the power at many moments, and read what is left each time."""

import json
import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from assessments.actions.attempts import Closing, save_answers, start_attempt, submit_attempt
from assessments.answers import Event, Outcome
from assessments.benchmark.answers import make_answer
from assessments.benchmark.world import make_form, make_world
from assessments.models import Attempt
from assessments.sheets import sheet_of
from courses.models import Enrolment
from tests.trust.lost_power import KEEP, Disk
from tests.trust.recorder import Recorder

N_LEARNERS = 3
QUERIES = {
    "answers": "SELECT attempt_id, position, sequence, event, answer FROM assessments_response",
    "receipts": "SELECT id, receipt FROM assessments_attempt WHERE submitted_at IS NOT NULL",
    "scores": "SELECT attempt_id, count(*) FROM assessments_score GROUP BY attempt_id",
}


def run(*, n_answers, n_cuts):
    """Return how many cuts left a damaged database, and how many left one that lacks what somebody was told."""
    form = make_form(n_items=37, now=timezone.now())
    world = make_world(name="Power", form=form, n_learners=N_LEARNERS, now=timezone.now())
    database = Path(connection.settings_dict["NAME"])
    connections.close_all()
    files = {str(path): path.read_bytes() for path in _files(database)}
    recorder = Recorder()
    _take(world, list(sheet_of(form).values()), n_answers, recorder)
    with connection.cursor() as cursor:
        mode, level = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
    connections.close_all()
    recorder.stop()
    return {"mode": mode, "level": level, **_cut(recorder.log, Disk(files), database, n_cuts)}


def _files(database):
    return [path for path in database.parent.glob(f"{database.name}*") if path.name.endswith(("3", "-journal", "-wal"))]


def _take(world, items, n_answers, recorder):
    """Let learners take turns with one answer each, and submit in the end, as the pages do it."""
    chance = random.Random(n_answers)
    seats = Enrolment.objects.filter(cohort=world.sitting.cohort).select_related("user")
    attempts = [start_attempt(sitting=world.sitting, enrolment=seat, now=timezone.now()) for seat in seats]
    for sequence in range(1, n_answers + 1):
        attempt, item = attempts[sequence % len(attempts)], chance.choice(items)
        event = Event(uuid4(), item.position, sequence, make_answer(item.type, item.content, chance))
        reply = save_answers(attempts=Attempt.objects.filter(pk=attempt.pk), events=[event], now=timezone.now())
        if reply.replies[0].outcome is Outcome.SAVED:
            recorder.tell(("answers", attempt.pk, item.position, sequence, event.id.hex, event.answer))
    for attempt, seat in zip(attempts, seats, strict=True):
        one = Attempt.objects.filter(pk=attempt.pk)
        reply = submit_attempt(attempts=one, by=User(pk=seat.user_id), now=timezone.now(), newest={})
        if reply.outcome is Closing.CLOSED:
            recorder.tell(("receipts", attempt.pk, reply.receipt, len(items)))


def _cut(log, disk, database, n_cuts):
    """Cut right after people were told something, which is when most is at stake, and at other moments."""
    chance = random.Random(n_cuts)
    told = [number for number, entry in enumerate(log, start=1) if entry[0] == "told"]
    last = told[-len(disk_receipts(log)) :]
    chosen = {*chance.sample(told, min(len(told), n_cuts // 2)), *last}
    chosen |= set(chance.sample(range(1, len(log) + 1), min(len(log), n_cuts - len(chosen))))
    found = {"told": len(told), "writes": sum(entry[0] == "write" for entry in log), "cuts": 0, "damaged": 0, "lost": 0}
    expected = {"answers": {}, "receipts": {}}
    with tempfile.TemporaryDirectory(prefix="fieldschool-cut-") as folder:
        for number, entry in enumerate(log, start=1):
            if entry[0] == "told":
                kind, *what = entry[1]
                expected[kind][tuple(what[:-3] if kind == "answers" else what[:1])] = what
            else:
                disk.follow(entry)
            for kept in KEEP if number in chosen else ():
                _look(disk.after_cut(kept, number), Path(folder), database, expected, found)
    return found


def disk_receipts(log):
    return [entry for entry in log if entry[0] == "told" and entry[1][0] == "receipts"]


def _look(files, folder, database, expected, found):
    """Open what is left as the server would, and count what is wrong with it."""
    for path in folder.iterdir():
        path.unlink()
    for path, content in files.items():
        (folder / Path(path).name).write_bytes(content)
    found["cuts"] += 1
    try:
        with closing(sqlite3.connect(folder / database.name)) as left:
            is_sound = left.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = {name: left.execute(query).fetchall() for name, query in QUERIES.items()}
    except sqlite3.DatabaseError:
        found["damaged"] += 1
        return
    found["damaged"] += not is_sound
    found["lost"] += not _has_everything(rows, expected)


def _has_everything(rows, expected):
    answers = {
        (attempt, position): (sequence, event, json.loads(answer))
        for attempt, position, sequence, event, answer in rows["answers"]
    }
    receipts, scores = dict(rows["receipts"]), dict(rows["scores"])
    has_answers = all(
        item in answers and (answers[item][0] > told[2] or answers[item] == tuple(told[2:]))
        for item, told in expected["answers"].items()
    )
    has_receipts = all(receipts.get(attempt) == receipt for attempt, receipt, _n in expected["receipts"].values())
    # Whoever has submitted is scored in full, and nobody else at all.
    return has_answers and has_receipts and scores.keys() == receipts.keys() and len(set(scores.values())) <= 1
