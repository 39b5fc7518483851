"""Assembly of forms: by hand on small banks, and against trying every choice."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.assembly import Assembly, Candidate, Need, Plan, Refusal, TypeCount, assemble, difference, programme
from assessments.assembly.reasons import smallest_clash

TYPES = {"blanks": "Fill in the blank", "true-false": "True or false", "narrative": "Written answer"}
OUTCOMES = ("O1", "O2")


def candidate(number, kind="true-false", points="1", outcome="O1", facility=None):
    name = f"{kind[0].upper()}{number}"
    return Candidate(number, name, kind, Decimal(points), outcome, kind != "narrative", facility)


def plan(n_forms=1, points=None, needs=(), **counts):
    kinds = {name.replace("_", "-"): n for name, n in counts.items()}
    return Plan(
        counts=tuple(TypeCount(kind, name, kinds.get(kind, 0)) for kind, name in TYPES.items()),
        needs=tuple(Need(*need) for need in needs),
        points=None if points is None else Decimal(points),
        n_forms=n_forms,
    )


def chosen(bank, plan, enemies=(), seed=1):
    result = assemble(bank=bank, enemies=enemies, plan=plan, seed=seed)
    assert isinstance(result, Assembly), result
    return result.forms


def refusal(bank, plan, enemies=()):
    result = assemble(bank=bank, enemies=enemies, plan=plan, seed=1)
    assert isinstance(result, Refusal), result
    return result.reason


# --- every choice --------------------------------------------------------------------------------------


def keeps(bank, enemies, plan, form):
    """Return whether one form keeps the plan, by counting."""
    on_form = [each for each in bank if each.id in form]
    counts = all(sum(each.type == count.type for each in on_form) == count.n for count in plan.counts)
    needs = all(
        len(of_outcome) >= need.n_questions
        and sum(each.is_machine_scored for each in of_outcome) >= need.n_machine_scored
        for need in plan.needs
        for of_outcome in [[each for each in on_form if each.outcome == need.outcome]]
    )
    apart = all(not {first, second} <= set(form) for first, second in enemies)
    total = plan.points is None or sum(each.points for each in on_form) == plan.points
    return counts and needs and apart and total


def every_assembly(bank, enemies, plan):
    ids = [each.id for each in bank]
    size = sum(count.n for count in plan.counts)
    forms = [form for form in combinations(ids, size) if keeps(bank, enemies, plan, form)]
    if plan.n_forms == 1:
        return [Assembly((form,)) for form in forms]
    return [Assembly(pair) for pair in combinations(forms, 2) if not set(pair[0]) & set(pair[1])]


@st.composite
def worlds(draw):
    """A small bank with enemies, and a plan that it can keep, nearly keep, or not keep."""
    size = draw(st.integers(1, 8))
    bank = [
        candidate(
            number,
            draw(st.sampled_from(list(TYPES))),
            draw(st.sampled_from(["1", "1.5", "2", "0.33"])),
            draw(st.sampled_from(OUTCOMES)),
            draw(st.none() | st.integers(0, 10).map(lambda tenths: tenths / 10)),
        )
        for number in range(size)
    ]
    pairs = list(combinations(range(size), 2))
    enemies = draw(st.lists(st.sampled_from(pairs), max_size=4)) if pairs else []
    counts = {kind.replace("-", "_"): draw(st.integers(0, 2)) for kind in TYPES}
    needs = [(outcome, draw(st.integers(0, 2)), draw(st.integers(0, 2))) for outcome in OUTCOMES]
    points = draw(st.none() | st.sampled_from(["1", "2", "3", "3.5", "3.33", "5"]))
    return bank, enemies, plan(n_forms=draw(st.sampled_from([1, 2])), points=points, needs=needs, **counts)


@settings(max_examples=200, deadline=None)
@given(worlds(), st.integers(0, 3))
def test_it_finds_a_form_exactly_when_there_is_one(world, seed):
    bank, enemies, wanted = world
    possible = [each for each in every_assembly(bank, enemies, wanted) if all(each.forms)]
    result = assemble(bank=bank, enemies=enemies, plan=wanted, seed=seed)
    if isinstance(result, Refusal):
        assert (possible, result.reason == "") == ([], False)
        return
    forms = result.forms
    assert len(forms) == wanted.n_forms
    assert len({each for form in forms for each in form}) == sum(map(len, forms))
    assert [form for form in forms if not keeps(bank, enemies, wanted, form)] == []
    if wanted.n_forms == 2:
        least = min(difference(bank, each) for each in possible)
        assert difference(bank, result) == pytest.approx(least, abs=1e-6)


# --- by hand -------------------------------------------------------------------------------------------

BANK = [
    candidate(1, "blanks"),
    candidate(2, "blanks", points="2", outcome="O2"),
    candidate(3, "true-false"),
    candidate(4, "true-false", outcome="O2"),
    candidate(5, "narrative", points="4", outcome="O2"),
]


def test_the_only_possible_form_is_found_in_the_order_of_the_bank():
    wanted = plan(blanks=1, true_false=1, narrative=1, points="7", needs=[("O1", 1, 1)])
    assert chosen(BANK, wanted) == ((2, 3, 5),)


def test_another_seed_draws_another_form():
    bank = [candidate(number) for number in range(20)]
    forms = {chosen(bank, plan(true_false=5), seed=seed) for seed in range(8)}
    assert len(forms) == 8
    assert chosen(bank, plan(true_false=5), seed=3) == chosen(bank, plan(true_false=5), seed=3)


def test_two_forms_are_like_in_difficulty_where_it_is_known():
    bank = [candidate(number, facility=facility) for number, facility in enumerate([0.9, 0.8, 0.3, 0.2])]
    first, second = chosen(bank, plan(n_forms=2, true_false=2))
    assert {frozenset(first), frozenset(second)} == {frozenset({0, 3}), frozenset({1, 2})}


def test_two_forms_are_like_in_points_and_outcomes_where_it_is_not():
    bank = [
        candidate(1, points="1"),
        candidate(2, points="1"),
        candidate(3, points="3", outcome="O2"),
        candidate(4, points="3", outcome="O2"),
    ]
    wanted = plan(n_forms=2, true_false=2)
    forms = chosen(bank, wanted)
    assert {frozenset({1, 3}), frozenset({2, 4})} == set(map(frozenset, forms)) or {
        frozenset({1, 4}),
        frozenset({2, 3}),
    } == set(map(frozenset, forms))
    assert difference(bank, Assembly(forms)) == 0
    assert difference(bank, Assembly(((1, 2), (3, 4)))) == 4 * 2 + (2 - 0.05) * 4 + 2 + 2


def test_an_unknown_facility_is_the_mean_of_its_type():
    bank = [
        candidate(1, facility=0.4),
        candidate(2),
        candidate(3, "narrative"),
        candidate(4, "narrative", facility=0.9),
    ]
    assert difference(bank, Assembly(((1, 3), (2, 4)))) == 0


ONE_OF_O3 = [candidate(7, "blanks", outcome="O3"), candidate(5, outcome="O3"), candidate(6, outcome="O3")]
OTHERS = [candidate(number) for number in range(10, 16)]
FRIENDS = [candidate(1, "blanks"), candidate(2), candidate(3, outcome="O2")]
REFUSALS = {
    "machine-scored": (
        [*ONE_OF_O3, candidate(8, "narrative", outcome="O3"), *OTHERS],
        plan(n_forms=2, blanks=0, true_false=4, needs=[("O3", 1, 2)]),
        [],
        "O3 has 3 machine-scored questions; two disjoint forms of 2 are impossible.",
    ),
    "outcome": (
        BANK,
        plan(true_false=1, needs=[("O9", 1, 0)]),
        [],
        "O9 has 0 questions; a form of 1 is impossible.",
    ),
    "type": (BANK, plan(narrative=2), [], "“Written answer” has 1 question; a form of 2 is impossible."),
    "type, two forms": (
        BANK,
        plan(n_forms=2, true_false=2),
        [],
        "“True or false” has 2 questions; two disjoint forms of 2 are impossible.",
    ),
    "enemies": (
        FRIENDS,
        plan(blanks=1, true_false=1, needs=[("O1", 2, 0)]),
        [(1, 2)],
        "These conditions exclude each other: O1: at least 2; B1 and T2 give each other away, so they do not meet.",
    ),
    "total between two": (
        [candidate(1), candidate(2), candidate(3, "narrative", points="4")],
        plan(true_false=1, narrative=1, points="5.5"),
        [],
        "A total of 5.5 points cannot be reached; the nearest possible is 5.",
    ),
    "total with two neighbours": (
        [candidate(1), candidate(2, points="3")],
        plan(true_false=1, points="2"),
        [],
        "A total of 2 points cannot be reached; the nearest possible are 1 and 3.",
    ),
    "the same total twice": (
        [candidate(1), candidate(2, points="3")],
        plan(n_forms=2, true_false=1, points="2"),
        [],
        "No two forms with the same total are possible.",
    ),
    "nothing": (BANK, plan(), [], "Ask for at least one question."),
    "no bank": ([], plan(true_false=1), [], "The bank has no questions."),
}


@pytest.mark.parametrize(("bank", "wanted", "enemies", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_names_what_is_impossible(bank, wanted, enemies, reason):
    assert refusal(bank, wanted, enemies) == reason


def test_a_search_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(programme, "SECONDS", 0)
    bank = [candidate(number, facility=number / 40) for number in range(40)]
    reason = refusal(bank, plan(n_forms=2, true_false=12))
    assert reason == "No form was found in time. Ask for less, or leave the total open."


# --- the smallest clash --------------------------------------------------------------------------------


@given(st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=3), min_size=1, max_size=4), st.permutations(range(10)))
def test_a_clash_is_impossible_and_possible_without_any_of_its_parts(clashes, suspects):
    """A world in which some small sets of conditions are impossible, and everything that holds one of them."""

    def is_impossible(kept):
        return any(clash <= set(kept) for clash in clashes)

    clash = smallest_clash([], suspects, is_impossible)
    assert is_impossible(clash)
    assert [each for each in clash if is_impossible([other for other in clash if other != each])] == []
