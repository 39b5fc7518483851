"""Who takes which of two parallel forms. Written once for each learner and sitting, never changed."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.models import Allocation, AssessmentForm, Sitting
from courses.models import Enrolment

BLOCK = 4


@transaction.atomic
def allocate(*, sitting: Sitting, by: User | None, now: datetime) -> int:
    """Give every learner of the cohort without one a form, and return how many got one. None when there is one form.

    Who took one of the two forms in the sitting that this one crosses gets the other. The first time, the others
    are dealt out in blocks of four, two for each form, in a random order; later they get the rarer form.
    Safe to repeat.
    """
    if sitting.form_b_id is None:
        return 0
    Sitting.objects.select_for_update().get(pk=sitting.pk)
    taken = dict(sitting.allocations.values_list("enrolment", "form"))
    learners = sitting.cohort.enrolments.learners().present().exclude(pk__in=taken).order_by("pk")
    dealt = _deal(sitting, list(learners.values_list("pk", flat=True)), Counter(taken.values()))
    Allocation.objects.bulk_create(
        Allocation(sitting=sitting, enrolment_id=learner, form_id=form) for learner, form in dealt.items()
    )
    if dealt:
        note_change(by=by, verb="allocate", row=sitting, now=now, forms={str(pk): form for pk, form in dealt.items()})
    return len(dealt)


def form_for(*, sitting: Sitting, enrolment: Enrolment, now: datetime) -> AssessmentForm:
    """Return the form that a learner takes in ``sitting``. One who joined late gets a form now."""
    if sitting.form_b_id is None:
        return sitting.form_a
    own = sitting.allocations.filter(enrolment=enrolment).select_related("form")
    found = own.first()
    if found is None:
        allocate(sitting=sitting, by=None, now=now)
        found = own.get()
    return found.form


def _deal(sitting: Sitting, learners: list[int], counts: Counter[int]) -> dict[int, int]:
    """Return a form for each of ``learners``; ``counts`` says how often each form is taken already."""
    chance = random.Random(sitting.pk)  # noqa: S311 - a draw that can be repeated, not a secret
    forms = [form for form in (sitting.form_a_id, sitting.form_b_id) if form is not None]
    dealt = _crossed(sitting, learners, forms)
    counts = counts + Counter(dealt.values())
    others = [learner for learner in learners if learner not in dealt]
    chance.shuffle(others)
    return dealt | dict(zip(others, _draw(len(others), forms, counts, chance), strict=True))


def _crossed(sitting: Sitting, learners: Iterable[int], forms: list[int]) -> dict[int, int]:
    """Return the form that each learner has not seen, for those who were given one in the crossed sitting."""
    crossed = sitting.crosses
    if crossed is None:
        return {}
    unseen = {crossed.form_a_id: forms[1], crossed.form_b_id: forms[0]} | dict(zip(forms, reversed(forms), strict=True))
    had = crossed.allocations.filter(enrolment__in=learners).values_list("enrolment", "form")
    return {learner: unseen[form] for learner, form in had}


def _draw(n: int, forms: list[int], counts: Mapping[int, int], chance: random.Random) -> Iterator[int]:
    """Yield a form for each of ``n`` learners: first what makes both equal, then blocks with as many of each."""
    ahead = counts.get(forms[0], 0) - counts.get(forms[1], 0)
    n_even = min(n, abs(ahead))
    yield from [forms[1] if ahead > 0 else forms[0]] * n_even
    for size in _block_sizes(n - n_even):
        # A last block of odd size gives its odd place to either form.
        block = (chance.sample(forms, 2) * BLOCK)[:size]
        chance.shuffle(block)
        yield from block


def _block_sizes(n: int) -> Iterator[int]:
    yield from [BLOCK] * (n // BLOCK)
    if n % BLOCK:
        yield n % BLOCK
