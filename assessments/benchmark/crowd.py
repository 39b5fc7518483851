"""Many simulated learners at once, in a bounded number of threads."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial

from assessments.benchmark.addresses import Place, spread
from assessments.benchmark.figures import Figures
from assessments.benchmark.learner import Learner
from assessments.benchmark.ledger import Ledger
from assessments.benchmark.world import World

AT_ONCE = 20
STARTERS = 100
PATIENCE_SECONDS = 60

type Task = Callable[[], None]


@dataclass
class Crowd:
    """The learners of one sitting on one server or several, what they were told, and how long it took."""

    world: World
    place: Place
    figures: Figures = field(default_factory=Figures)
    ledger: Ledger = field(default_factory=Ledger)
    learners: list[Learner] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.learners = [
            Learner(
                addresses=spread(self.place.addresses, number),
                session=session,
                figures=self.figures,
                ledger=self.ledger,
            )
            for number, session in enumerate(self.world.sessions)
        ]

    def start(self) -> None:
        """Read the introduction, start, up to 100 of them in the same moment, and load the page."""
        sitting = self.world.sitting.pk
        self.work([partial(each.open_introduction, sitting) for each in self.learners])
        first, others = self.learners[:STARTERS], self.learners[STARTERS:]
        bell = threading.Barrier(len(first))
        self.work([partial(_start_at, bell, each, sitting) for each in first], at_once=len(first))
        self.work([partial(each.start, sitting, "later start") for each in others])
        self.work([each.open_page for each in self.learners])

    def move_to(self, place: Place) -> None:
        """Let everybody talk to another server from now on."""
        self.close()
        for number, learner in enumerate(self.learners):
            learner.move_to(spread(place.addresses, number))

    def work(self, tasks: Sequence[Task], *, at_once: int = AT_ONCE, is_killing: bool = False) -> float:
        """Do ``tasks``, ``at_once`` of them at a time, and return the seconds it took. What fails is noted.

        With ``is_killing`` the server is killed and started again when half of them are done. A third of them begin
        only when it is dead, so that some are cut off and others find nobody.
        """
        began, is_dead = time.perf_counter(), threading.Event()
        if is_killing:
            n_before = len(tasks) - len(tasks) // 3
            tasks = [*tasks[:n_before], *(partial(_after, is_dead, task) for task in tasks[n_before:])]
        with ThreadPoolExecutor(at_once) as pool:
            try:
                self._follow([pool.submit(task) for task in tasks], is_dead if is_killing else None)
            except BaseException:
                is_dead.set()
                pool.shutdown(wait=False, cancel_futures=True)  # asked to end: what has not begun never will
                raise
        return time.perf_counter() - began

    def _follow(self, futures: Sequence[Future[None]], is_dead: threading.Event | None) -> None:
        for n_done, future in enumerate(as_completed(futures), start=1):
            self._note(future)
            if is_dead and n_done == max(1, len(futures) // 2):
                self.place.kill()
                is_dead.set()
                self.place.start_again()

    def _note(self, future: Future[None]) -> None:
        if problem := future.exception():
            self.figures.failed(f"{type(problem).__name__}: {problem}")

    def close(self) -> None:
        """Let everybody hang up."""
        for learner in self.learners:
            learner.close()


def _after(event: threading.Event, task: Task) -> None:
    event.wait()
    task()


def _start_at(bell: threading.Barrier, learner: Learner, sitting: int) -> None:
    bell.wait(timeout=PATIENCE_SECONDS)
    learner.start(sitting, "start")
    learner.open_page("first page")
