"""The whole run: devices follow, an instructor gives orders, everybody votes, the server is restarted."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from django.utils import timezone

from assessments.benchmark.addresses import Address, Place, elsewhere, spread
from assessments.benchmark.server import serving_nodes
from delivery.benchmark.devices import Device, Devices
from delivery.benchmark.measures import database_connections, memory_of
from delivery.benchmark.people import Instructor, Person, UnexpectedError
from delivery.benchmark.world import World, make_world
from delivery.models import Vote
from delivery.state import CLOCK, state_of

N_FIRST_ORDERS = 6  # not counted: a worker that has shown no page yet reads its templates
N_ORDERS = 30
SLIDES = 5  # as many forward, then as many back
N_ORDERS_MEANWHILE = 8  # while everybody votes
BURST_SECONDS = 5.0
VOTERS_AT_ONCE = 60
SETTLE_SECONDS = 1.0

type Say = Callable[[str], None]


@dataclass
class Outcome:
    """Everything a run has found. Times are seconds; what could not be measured is None."""

    n_devices: int
    n_workers: int
    delays: list[float] = field(default_factory=list)
    orders: list[float] = field(default_factory=list)
    first_order: float = 0
    delays_meanwhile: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    fetches: list[float] = field(default_factory=list)
    megabytes: float | None = None
    n_connections: int | None = None
    seconds_to_end: float | None = None
    seconds_away: float | None = None
    seconds_until_back: float | None = None
    n_refused: int = 0
    problems: list[str] = field(default_factory=list)


def run(*, n_devices: int, n_workers: int, say: Say, n_nodes: int = 1, addresses: Sequence[Address] = ()) -> Outcome:
    """Return what came of a run in the installation of this process, which is filled with a class and learners.

    ``addresses`` are those of servers that run already; without any, ``n_nodes`` servers are started for the run.
    """
    world = make_world(n_learners=n_devices, now=timezone.now())
    outcome = Outcome(n_devices, n_workers)
    nodes = elsewhere(addresses) if addresses else serving_nodes("config.settings", n_nodes, n_workers)
    with nodes as place:
        instructor = Instructor(place.addresses, world.instructor, world.delivery.pk)
        learners = zip(world.streams, world.sessions, strict=True)
        devices = Devices(place.addresses, world.delivery.pk, learners)
        say("Following ...")
        _begin_to_follow(place, devices, outcome)
        say("Teaching ...")
        _order(instructor, devices, "start")
        for _ in range(N_FIRST_ORDERS):
            _order(instructor, devices, "black")
        for number in range(N_ORDERS):
            time.sleep(random.uniform(0.1, 0.5))  # noqa: S311  # no secret
            outcome.delays += _order(instructor, devices, "previous" if number // SLIDES % 2 else "next")
        outcome.first_order, outcome.orders = instructor.answered[0], instructor.answered[-N_ORDERS:]
        say("Voting ...")
        _vote(world, place, instructor, devices, outcome)
        outcome.fetches = [seconds for device in devices.all for seconds in device.fetched]
        outcome.problems += [problem for device in devices.all for problem in device.failed]
        say("Restarting ...")
        _restart(place, instructor, devices, outcome)
        _compare(world, devices, outcome)
        devices.stop()
    return outcome


def _begin_to_follow(place: Place, devices: Devices, outcome: Outcome) -> None:
    before = memory_of(place.pids)
    devices.start()
    devices.wait(lambda device: bool(device.state))
    time.sleep(SETTLE_SECONDS)
    after = memory_of(place.pids)
    outcome.megabytes = after - before if after is not None and before is not None else None
    outcome.n_connections = database_connections(place.pids)


def _order(instructor: Instructor, devices: Devices, verb: str) -> list[float]:
    """Give an order, wait until everybody has heard, and return how long that took for each."""
    instructor.hang_up()  # so that each order may reach another worker
    rev, given_at = instructor.order(verb)
    devices.wait(lambda device: device.state["rev"] >= rev)
    if verb != "black":
        devices.wait(lambda device: device.is_idle)  # nobody leaves a slide before it is on the phones
    return [heard_at - given_at for heard_at in devices.heard(rev)]


def _vote(world: World, place: Place, instructor: Instructor, devices: Devices, outcome: Outcome) -> None:
    """Let every learner answer once within some seconds, while the instructor goes on."""
    rev, _ = instructor.ask(world.question.question_id)
    devices.wait(lambda device: device.state["rev"] >= rev)
    devices.wait(lambda device: device.is_idle)
    run = devices.all[0].state["question"]
    option = world.question.content["options"][0]["id"]
    began = time.perf_counter()

    def answer(number: int, session: str) -> float:
        time.sleep(max(0.0, began + random.uniform(0, BURST_SECONDS) - time.perf_counter()))  # noqa: S311
        fields = {"q0": option, "event": uuid4(), "sequence": 1, "mode": "named"}
        person = Person(spread(place.addresses, number), session)
        try:
            return person.send(f"/room/{run}/answer/", fields, accepts="application/json")
        finally:
            person.hang_up()

    with ThreadPoolExecutor(VOTERS_AT_ONCE) as pool:
        answers = [pool.submit(answer, *each) for each in enumerate(world.sessions)]
        for _ in range(N_ORDERS_MEANWHILE):
            time.sleep(BURST_SECONDS / N_ORDERS_MEANWHILE / 2)
            outcome.delays_meanwhile += _order(instructor, devices, "black")
        for each in answers:
            if problem := each.exception():
                outcome.problems.append(f"a vote: {problem!r}")
            else:
                outcome.answers.append(each.result())
    n_stored = Vote.objects.filter(run=run).count()
    if n_stored != len(world.sessions):
        outcome.problems.append(f"{n_stored} of {len(world.sessions)} votes are stored")
    devices.wait(lambda device: device.state["answered"] == n_stored)


def _restart(place: Place, instructor: Instructor, devices: Devices, outcome: Outcome) -> None:
    """Stop the server as an administrator does, start it, and wait until everybody is back."""
    began = time.perf_counter()
    seconds_to_end = place.restart()
    if seconds_to_end is None:
        return
    outcome.seconds_to_end = seconds_to_end
    is_up = _first_order(instructor)
    outcome.seconds_away = is_up - began
    devices.wait(_is_back(instructor.rev))
    outcome.seconds_until_back = time.perf_counter() - is_up
    outcome.n_refused = sum(device.n_refused for device in devices.all)


def _first_order(instructor: Instructor) -> float:
    """Give an order as soon as the server takes one again, and return when."""
    deadline = time.monotonic() + 60
    while True:
        instructor.hang_up()
        try:
            instructor.order("black")
        except OSError:
            if time.monotonic() > deadline:
                raise UnexpectedError("The server did not come back.") from None
            time.sleep(0.05)
        else:
            return time.perf_counter()


def _is_back(rev: int) -> Callable[[Device], bool]:
    return lambda device: device.connected_at is not None and device.state["rev"] >= rev


def _compare(world: World, devices: Devices, outcome: Outcome) -> None:
    """Compare what every device was told last with the database."""
    time.sleep(SETTLE_SECONDS)
    state = state_of(world.delivery, timezone.now())
    n_older = sum({**device.state, CLOCK: 0} != {**state, CLOCK: 0} for device in devices.all)
    if n_older:
        outcome.problems.append(f"{n_older} devices show something else than the newest state")
