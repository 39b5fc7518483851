"""A class and a quiz through a proxy in front of two nodes, one of which dies. Run as a program in an installation.

Prints what was lost, and what the two nodes show.
"""

import json
import random
import sys
import threading
import time
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402

from assessments.benchmark import world as quiz_world  # noqa: E402
from assessments.benchmark.addresses import Address, Elsewhere  # noqa: E402
from assessments.benchmark.answers import make_answer  # noqa: E402
from assessments.benchmark.crowd import Crowd  # noqa: E402
from assessments.benchmark.ledger import differences  # noqa: E402
from assessments.benchmark.run import prepare_installation  # noqa: E402
from assessments.benchmark.server import serving_nodes  # noqa: E402
from assessments.sheets import sheet_of  # noqa: E402
from delivery.benchmark import world as class_world  # noqa: E402
from delivery.benchmark.devices import Devices  # noqa: E402
from delivery.benchmark.people import Instructor, Person  # noqa: E402
from delivery.models import Vote  # noqa: E402
from delivery.state import CLOCK, state_of  # noqa: E402
from tests.operations.proxies import proxy  # noqa: E402

N_LEARNERS, N_QUESTIONS, N_ORDERS = 12, 9, 6
PATIENCE_SECONDS = 30


def until_taken(send):
    """Send again until somebody answers, as every device does; return how often nobody did."""
    deadline, n_lost = time.monotonic() + PATIENCE_SECONDS, 0
    while True:
        try:
            send()
        except OSError:
            n_lost += 1
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.1)
        else:
            return n_lost


def save(learner, rows):
    """Answer one question after the other, as fast as a person could not."""
    for position, answer in rows:
        learner.save(position, answer)
        time.sleep(random.uniform(0, 0.1))


def teach(instructor, devices, n_orders):
    """Give orders, and return the devices that had not heard of the last one."""
    for _ in range(n_orders):
        give(instructor, devices, "next")
    devices.wait(lambda device: device.state["rev"] >= instructor.rev)


def give(instructor, devices, verb):
    """Give an order once. When its answer was lost on the way, what devices are told says whether it was taken."""
    before = instructor.rev
    try:
        instructor.order(verb)
    except OSError:
        instructor.hang_up()
        time.sleep(6)  # longer than any state is on its way
        if max(device.state["rev"] for device in devices.all) == before:
            until_taken(partial(instructor.order, verb))
        else:
            instructor.rev = before + 1


def vote(address, world, run):
    """Let every learner answer the question to the room."""
    option = world.question.content["options"][0]["id"]
    for session in world.sessions:
        fields = {"q0": option, "event": uuid4(), "sequence": 1, "mode": "named"}
        person = Person([address], session)
        until_taken(partial(person.send, f"/room/{run}/answer/", fields, accepts="application/json"))
        person.hang_up()


def told_by(node, path):
    """Return the state of the class as one node tells it, and nothing else."""
    connection = HTTPConnection(node.host, node.port, timeout=PATIENCE_SECONDS)
    connection.request("GET", path)
    answer = connection.getresponse()
    line = b""
    while not line.startswith(b"data: "):
        line = answer.readline()
    connection.close()
    return {**json.loads(line[6:]), CLOCK: 0}


def main(name, folder):
    prepare_installation()
    now = timezone.now()
    form = quiz_world.make_form(n_items=N_QUESTIONS, now=now)
    sheet = sheet_of(form)
    taken = quiz_world.make_world(name="Two nodes", form=form, n_learners=N_LEARNERS, now=now)
    taught = class_world.make_world(n_learners=N_LEARNERS, now=now)
    with serving_nodes("config.settings", 2) as nodes:
        first, second = nodes.addresses
        upstreams = [f"{node.host}:{node.port}" for node in nodes.addresses]
        with proxy(name, Path(folder), upstreams) as port:
            report = run(nodes, Address("127.0.0.1", port), taken, taught, sheet)
        states = [told_by(node, taught.streams[0]) for node in (first, second)]
    expected = {**state_of(taught.delivery, timezone.now()), CLOCK: 0}
    report["nodes that show another state"] = sum(state != expected for state in states)
    print(json.dumps(report))


def run(nodes, front, taken, taught, sheet):
    """Return what was lost while a class was given, a quiz was taken and one node died."""
    crowd = Crowd(taken, Elsewhere([front]))
    devices = Devices([front], taught.delivery.pk, zip(taught.streams, taught.sessions, strict=True))
    instructor = Instructor([front], taught.instructor, taught.delivery.pk)
    crowd.work([partial(each.open_introduction, taken.sitting.pk) for each in crowd.learners])
    crowd.work([partial(each.start, taken.sitting.pk, "start") for each in crowd.learners])
    instructor.order("start")
    devices.start()
    devices.wait(lambda device: bool(device.state))

    scripts = [
        [(item.position, make_answer(item.type, item.content, random.Random(number))) for item in sheet.values()]
        for number in range(len(crowd.learners))
    ]
    saves = [partial(save, *each) for each in zip(crowd.learners, scripts, strict=True)]
    saving = threading.Thread(target=crowd.work, args=(saves,))
    saving.start()
    teach(instructor, devices, N_ORDERS)
    nodes.kill()
    died_at = time.perf_counter()
    teach(instructor, devices, N_ORDERS)
    devices.wait(lambda device: device.connected_at is not None)
    seconds_back = max(device.connected_at for device in devices.all) - died_at
    until_taken(lambda: instructor.ask(taught.question.question_id))
    devices.wait(lambda device: device.state["rev"] >= instructor.rev)
    vote(front, taught, devices.all[0].state["question"])
    saving.join()
    nodes.start_again()
    crowd.work([each.submit for each in crowd.learners])
    crowd.work([each.open_result for each in crowd.learners])
    give(instructor, devices, "black")
    devices.wait(lambda device: device.state["rev"] >= instructor.rev)
    n_votes = Vote.objects.filter(run=devices.all[0].state["question"]).count()
    devices.stop()
    crowd.close()
    return {
        "answers acknowledged": crowd.ledger.n_acknowledged,
        "submissions acknowledged": len(crowd.ledger.receipts),
        "differences": differences(crowd.ledger, taken.sitting),
        "errors": crowd.figures.errors,
        "sent again": crowd.figures.n_resent,
        "votes": n_votes,
        "orders": instructor.rev,
        "streams back after seconds": round(max(0.0, seconds_back), 1),
    }


main(*sys.argv[1:])
