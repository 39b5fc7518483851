"""How long the pages of results take, while the number of attempts grows."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.benchmark.past import Past, make_past
from assessments.benchmark.world import signed_in
from assessments.models import Attempt
from courses.models import Cohort

TRIES = 4
AIM_ATTEMPTS, AIM_SECONDS = 10_000, 1
# A cohort of some years ago: it is no part of the first page of a lesson or a course.
LONG_AGO = 5_000
COHORT_PAGE = "one cohort of all"


@dataclass(frozen=True)
class Took:
    """How long a page took, how long it computed in this process, and how many statements it needed.

    Of several tries the quickest, which is nearest to what the page costs when nobody else uses the machine. What a
    PostgreSQL server computes is not in ``cpu_seconds``.
    """

    page: str
    n_attempts: int
    seconds: float
    cpu_seconds: float
    n_statements: int


@dataclass
class Reading:
    """Everything that was measured, page by page and size by size."""

    took: list[Took] = field(default_factory=list)

    @property
    def pages(self) -> list[str]:
        return list(dict.fromkeys(each.page for each in self.took))

    @property
    def problems(self) -> list[str]:
        """Pages that need more statements for more attempts; empty in a good run."""
        by_page = {page: {each.n_statements for each in self.took if each.page == page} for page in self.pages}
        return [f"{page}: {sorted(counts)} statements" for page, counts in by_page.items() if len(counts) > 1]


def measure(sizes: Sequence[int], say: Callable[[str], None]) -> Reading:
    """Return how long pages take when one cohort has so many attempts, beside forty classes of 25.

    Raises NoQuestionsError when the lesson lacks one of the questions.
    """
    past, reading = make_past(timezone.now()), Reading()
    whole = past.add_cohort("The whole country", days_ago=LONG_AGO)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(past.director)
    for size in sizes:
        say(f"Making {size} attempts ...")
        _grow(past, whole, size)
        gc.collect()
        gc.freeze()  # as a process that serves, once it is warm (config/warming)
        for page, address in _addresses(past, whole):
            reading.took.append(_measure(client, page, address, size))
    return reading


def _grow(past: Past, whole: Cohort, size: int) -> None:
    """Let ``whole`` have ``size`` attempts, and let there be a cohort without any for each fifty of them."""
    n_now = Attempt.objects.filter(sitting__cohort=whole).count()
    past.add_learners(whole, (size - n_now) // 2)
    for number in range(size // 50 - len(past.sittings)):
        past.add_cohort(f"Offered {size} {number}", days_ago=2_000 + number)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the server does it by itself after a minute


def _addresses(past: Past, whole: Cohort) -> Iterator[tuple[str, str]]:
    yield "the start page", reverse("home")
    yield "a class of 25", reverse("assessments:results", args=[past.classes[-1].pk])
    yield "20 cohorts of a lesson", reverse("assessments:lesson-results", args=[past.lesson.slug])
    yield "questions of all cohorts", reverse("assessments:lesson-questions", args=[past.lesson.slug])
    yield "the course", reverse("assessments:course-results", args=[past.lesson.course.slug])
    yield COHORT_PAGE, reverse("assessments:results", args=[whole.pk])


def _measure(client: Client, page: str, address: str, n_attempts: int) -> Took:
    _get(client, address)  # the first one also fills what the process keeps
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    n_statements = len(captured)
    tries = [_get(client, address) for _try in range(TRIES)]
    seconds, cpu_seconds = (min(each) for each in zip(*tries, strict=True))
    return Took(page, n_attempts, seconds, cpu_seconds, n_statements)


def _get(client: Client, address: str) -> tuple[float, float]:
    """Open a page and return the seconds it took, by the clock and of this process."""
    began, cpu_began = time.perf_counter(), time.process_time()
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return time.perf_counter() - began, time.process_time() - cpu_began


def reading_report(reading: Reading) -> str:
    """Return the figures as a table, the aim, and problems."""
    return "\n".join([*_table(reading), "", _aim(reading), *reading.problems])


def _table(reading: Reading) -> Iterator[str]:
    sizes = list(dict.fromkeys(each.n_attempts for each in reading.took))
    yield f"{'attempts':26}" + "".join(f"{size:>12,}" for size in sizes) + f"{'statements':>12}"
    for page in reading.pages:
        own = [each for each in reading.took if each.page == page]
        yield _row(page, [each.seconds for each in own]) + f"{own[-1].n_statements:>12}"
        yield _row("  of this process", [each.cpu_seconds for each in own])


def _row(name: str, seconds: Sequence[float]) -> str:
    return f"{name:26}" + "".join(f"{f'{each * 1000:.0f} ms':>12}" for each in seconds)


def _aim(reading: Reading) -> str:
    found = [each for each in reading.took if (each.page, each.n_attempts) == (COHORT_PAGE, AIM_ATTEMPTS)]
    name = f"a report over {AIM_ATTEMPTS:,} attempts, s"
    if not found:
        return f"{name}: not measured (aim < {AIM_SECONDS})"
    return (
        f"{name}: {found[0].seconds:.2f} (aim < {AIM_SECONDS}): {'met' if found[0].seconds < AIM_SECONDS else 'MISSED'}"
    )
