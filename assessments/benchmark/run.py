"""The whole run: what the learners do, one step after the other."""

import io
import random
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from assessments.benchmark.addresses import Address, Place, elsewhere
from assessments.benchmark.answers import make_answer
from assessments.benchmark.crowd import Crowd
from assessments.benchmark.figures import Figures
from assessments.benchmark.learner import Learner
from assessments.benchmark.ledger import Ledger, differences
from assessments.benchmark.server import serving_nodes
from assessments.benchmark.statements import count_statements
from assessments.benchmark.world import make_form, make_world
from assessments.sheets import Sheet, sheet_of

# The names of static files, which pages are full of. Nobody asks for the files, so they need not be made small.
UNCOMPRESSED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
# Saves and the floor take turns, so that a busy moment of the machine falls on both.
TURNS = 6
# Every so many questions the learner changes the answer: the newer one has to win.
CHANGE_EVERY = 10


@dataclass
class Outcome:
    """Everything a run has found. ``differences`` are between what was acknowledged and what is stored."""

    figures: Figures
    ledger: Ledger
    floor: Figures
    n_kills: int
    save_seconds: float = 0
    floor_seconds: float = 0
    n_save_statements: int = 0
    n_submit_statements: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that must not happen; empty in a good run."""
        n_cut_off = 0 if self.n_kills else self.figures.n_resent
        cut_off = [f"{n_cut_off} requests were cut off, and nobody killed the server"] if n_cut_off else []
        return [*self.figures.errors, *self.floor.errors, *cut_off, *self.differences]


def prepare_installation() -> None:
    """Make database, courses and static files, and see to it that an end from outside stops the servers too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_content", stdout=io.StringIO())
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": UNCOMPRESSED}}):
        call_command("collectstatic", interactive=False, verbosity=0)


def run(
    *,
    n_learners: int,
    n_answers: int,
    is_killing: bool,
    say: Callable[[str], None],
    n_nodes: int = 1,
    addresses: Sequence[Address] = (),
) -> Outcome:
    """Return what came of a run in the installation of this process, which is filled with learners and answers.

    ``addresses`` are those of servers that run already; without any, ``n_nodes`` servers are started for the run,
    and one more that shows the floor. Raises NoQuestionsError when the bank has no ``n_answers`` questions.
    """
    now = timezone.now()
    form = make_form(n_items=n_answers, now=now)
    sheet = sheet_of(form)
    world = make_world(name="Benchmark", form=form, n_learners=n_learners, now=now)
    aside = make_world(name="Floor", form=form, n_learners=n_learners, now=now)
    alone = make_world(name="Statements", form=form, n_learners=1, now=now)
    with servers_of(n_nodes, addresses) as place, floor_beside(addresses) as floor_server:
        crowd, floor = Crowd(world, place), Crowd(aside, place) if floor_server else None
        outcome = Outcome(crowd.figures, crowd.ledger, floor.figures if floor else Figures(), 2 if is_killing else 0)
        say("Starting ...")
        crowd.start()
        if floor and floor_server:
            floor.start()
            floor.move_to(floor_server)
        say("Saving ...")
        _save_in_turns(crowd, floor, sheet, outcome)
        say("Submitting ...")
        crowd.work([each.submit for each in crowd.learners], is_killing=is_killing)
        crowd.work([each.open_result for each in crowd.learners])
        crowd.close()
        if floor:
            floor.close()
    outcome.differences = differences(outcome.ledger, world.sitting)
    answers = [answer for _, answer in _script(sheet, 0, change_every=len(sheet) + 1)]
    outcome.n_save_statements, outcome.n_submit_statements = count_statements(alone, answers)
    return outcome


def servers_of(n_nodes: int, addresses: Sequence[Address]) -> AbstractContextManager[Place]:
    """Return what yields the servers of a run: those at ``addresses``, or ``n_nodes`` that are started for it."""
    return elsewhere(addresses) if addresses else serving_nodes("config.settings", n_nodes)


def floor_beside(addresses: Sequence[Address]) -> AbstractContextManager[Place | None]:
    """Return what yields the server of the floor. Beside servers on other machines it would show nothing."""
    return nullcontext() if addresses else serving_nodes("config.benchmark_settings", 1)


def _save_in_turns(crowd: Crowd, floor: Crowd | None, sheet: Sheet, outcome: Outcome) -> None:
    """Let everybody save a part of the answers, then let the floor store as many, and so on."""
    scripts = [list(_script(sheet, seed)) for seed in range(len(crowd.learners))]
    for turn in range(TURNS):
        parts = [script[turn * len(script) // TURNS : (turn + 1) * len(script) // TURNS] for script in scripts]
        saves = [partial(_save, learner, part) for learner, part in zip(crowd.learners, parts, strict=True)]
        is_killing = bool(outcome.n_kills) and turn == TURNS // 2
        outcome.save_seconds += crowd.work(saves, is_killing=is_killing)
        if floor is None:
            continue
        stores = [partial(_save, learner, part) for learner, part in zip(floor.learners, parts, strict=True)]
        outcome.floor_seconds += floor.work(stores)


def _script(sheet: Sheet, seed: int, change_every: int = CHANGE_EVERY) -> Iterator[tuple[int, Any]]:
    """Yield positions and answers as one learner types them, the same in every run."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    for item in sheet.values():
        yield item.position, make_answer(item.type, item.content, chance)
        if (item.position + 1) % change_every == 0:
            yield item.position, make_answer(item.type, item.content, chance)


def _save(learner: Learner, rows: Iterable[tuple[int, Any]]) -> None:
    for position, answer in rows:
        learner.save(position, answer)
