"""The arithmetic of results against R, against what was published, and where there is nothing to compute."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as some

from assessments import statistics as stats

TABLES = Path(__file__).parent / "statistics"
R, EXTRA, PUBLISHED = (
    json.loads((TABLES / f"{name}.json").read_text()) for name in ("expected_R", "expected_extra", "published_examples")
)
COHORT = R["cohort"]
BEFORE = [pair["pct_pre"] for pair in R["pairs"]]
AFTER = [pair["pct_post"] for pair in R["pairs"]]


def table(name):
    with (TABLES / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def matrix(name, items=None):
    """Marks of everybody in a table, and the names of its items."""
    rows = table(name)
    items = items or list(rows[0])[1:]
    return np.array([[float(row[item]) for item in items] for row in rows]), items


def near(value):
    if isinstance(value, list):
        return [near(each) for each in value]
    return None if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)


def pair(interval):
    return None if interval is None else [interval.low, interval.high]


# --- change of a class, against R ------------------------------------------------------------------------


def test_gain_of_the_reference_cohort():
    gain = stats.mean_gain(BEFORE, AFTER)
    found = {
        "mean_pre": stats.mean(BEFORE),
        "mean_post": stats.mean(AFTER),
        "sd_pre": stats.deviation(BEFORE),
        "sd_post": stats.deviation(AFTER),
        "sd_gain": stats.deviation(stats.differences(BEFORE, AFTER)),
        "mean_gain": gain.value,
        "ci95_gain": pair(gain.interval),
        "t": stats.paired_t(BEFORE, AFTER),
        "g_class": stats.class_gain(BEFORE, AFTER).value,
        "c_mean": stats.mean_change(BEFORE, AFTER).value,
        "d_z": stats.d_z(BEFORE, AFTER),
        "d_av_mean_of_sds": stats.d_av(BEFORE, AFTER),
        "hedges_J_exact_df_n_minus_1": stats.hedges(12),
        "g_av_mean_of_sds_exactJ": stats.hedges(12) * stats.d_av(BEFORE, AFTER),
        "r_pre_post": stats.correlation(BEFORE, AFTER),
    }
    assert found == {name: near(COHORT[name]) for name in found}


def test_change_of_each_learner():
    found = {each["learner"]: stats.normalized_change(each["pct_pre"], each["pct_post"]) for each in R["pairs"]}
    assert found == {learner: near(c) for learner, c in COHORT["c_each"].items()}


def test_interval_of_the_class_gain():
    assert pair(stats.class_gain(BEFORE, AFTER).interval) == near(EXTRA["g_class"]["ci95_delta_t"])


def test_wilcoxon_is_exact_with_ties_and_zeros():
    assert stats.wilcoxon_p(BEFORE, AFTER) == near(R["wilcoxon"]["p_exact_conditional_zeros_dropped_coin"])


@pytest.mark.parametrize("row", R["transitions"], ids=lambda row: row["item"])
def test_change_of_a_question(row):
    assert stats.mcnemar_p(row["wrong_right"], row["right_wrong"]) == near(row["mcnemar_exact_p"])


@pytest.mark.parametrize("row", R["outcomes"], ids=lambda row: row["outcome"])
def test_outcomes(row):
    matched = {pair["learner"] for pair in R["pairs"]}
    before, after = (
        [
            100 * sum(float(each[item]) for item in row["items"]) / row["max"]
            for each in table(name)
            if each["learner"] in matched
        ]
        for name in ("cohort_pre", "cohort_post")
    )
    gain = stats.mean_gain(before, after)
    mastered = [sum(each >= 80 for each in side) for side in (before, after)]
    assert (gain.value, pair(gain.interval)) == (near(row["mean_gain"]), near(row["ci95_gain"]))
    assert mastered == [row["mastered_pre"], row["mastered_post"]]
    assert [pair(stats.wilson(k, 13)) for k in mastered] == [
        near(row["mastered_pre_wilson95"]),
        near(row["mastered_post_wilson95"]),
    ]


# --- questions, against R --------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["pre", "post"])
def test_items(side):
    marks, names = matrix(f"cohort_{side}")
    full = {row["item"]: float(row["max"]) for row in table("items")}
    total = marks.sum(axis=1)
    found = [
        {
            "item": name,
            "facility": stats.facility(marks[:, place], full[name]),
            "r_item_rest": stats.discrimination(marks[:, place], total),
            "efficiency": stats.discriminative_efficiency(marks[:, place], total),
            "weight": stats.effective_weights(marks)[place],
        }
        for place, name in enumerate(names)
    ]
    assert found == [
        {
            "item": row["item"],
            "facility": near(row["facility"]),
            "r_item_rest": near(row["r_item_rest"]),
            "efficiency": near(None if row["r_item_rest"] is None else row["moodle_discriminative_efficiency"] / 100),
            "weight": near(row["moodle_effective_weight"] / 100),
        }
        for row in R[f"items_{side}"]
    ]


@pytest.mark.parametrize("side", ["pre", "post"])
def test_reliability_keeps_constant_items(side):
    marks, _names = matrix(f"cohort_{side}")
    alpha, total = stats.alpha(marks), marks.sum(axis=1)
    expected = R[f"reliability_{side}"]
    assert (alpha.value, stats.standard_error(total, alpha.value)) == (near(expected["alpha"]), near(expected["sem"]))
    assert pair(alpha.interval) == near(EXTRA[f"alpha_ci95_feldt_{side}"]["ci"])


def test_kr20():
    dichotomous = ["TF1", "TF2", "TF3", "TF4", "MC1", "MC2", "MC3", "MC4"]
    tables = [matrix("cohort_pre", dichotomous)[0], matrix("dich20x15")[0], matrix("wuensch_kr20")[0]]
    expected = [R["kr20_dichotomous_items_pre"]["kr20"], R["dich20x15"]["kr20"], R["wuensch"]["kr20"]]
    assert [stats.kr20(marks) for marks in tables] == near(expected)


def test_reliability_of_twenty_learners():
    marks, names = matrix("dich20x15")
    total, expected = marks.sum(axis=1), R["dich20x15"]
    found = {name: stats.discrimination(marks[:, place], total) for place, name in enumerate(names)}
    assert stats.alpha(marks).value == near(expected["rel"]["alpha"])
    assert stats.standard_error(total, stats.alpha(marks).value) == near(expected["rel"]["sem"])
    assert found == {"Q1": None} | {name: near(r) for name, r in expected["rel"]["r_drop"].items()}


# --- published -------------------------------------------------------------------------------------------


def test_students_sleep():
    example = PUBLISHED["student1908_sleep"]
    gain = stats.mean_gain(example["pre"], example["post"])
    found = (gain.value, pair(gain.interval), stats.paired_t(example["pre"], example["post"]))
    assert found == (near(example["mean_diff"]), near(example["ci95"]), near(example["t"]))
    assert stats.d_z(example["pre"], example["post"]) == near(example["d_z"])


def test_hollander_and_wolfes_depression():
    example = PUBLISHED["hollander_wolfe_depression"]
    assert stats.wilcoxon_p(example["first"], example["second"]) == near(example["p_two_sided"])


def test_agrestis_approval():
    example = PUBLISHED["agresti_approval"]
    assert stats.mcnemar_p(example["b"], example["c"]) == pytest.approx(example["p_exact"], rel=1e-9)


def test_lakens_films():
    example = PUBLISHED["lakens2013_movies"]
    first, second = example["second"], example["first"]  # the gain is positive in the paper
    found = (stats.paired_t(first, second), stats.d_z(first, second), stats.d_av(first, second))
    assert found == (near(example["t"]), near(example["d_z"]), near(example["d_av_mean_of_sds"]))


def test_an_example_from_matlab_answers():
    example = PUBLISHED["matlab_answers_1981089"]
    assert stats.d_z(example["y"], example["x"]) == near(example["d_z"])


# --- where there is nothing to compute -------------------------------------------------------------------


def test_edges_of_expected_extra():
    """n = 1, full marks twice, a gain that is the same for all, 0 twice, losses."""
    gains = [stats.mean_gain(case["pre"], case["post"]) for case in EXTRA["edge_cases"]["cases"][:3]]
    assert gains == [stats.Estimate(30, None), stats.Estimate(0, None), stats.Estimate(10, None)]
    cases = EXTRA["edge_cases"]["cases"]
    assert [stats.class_gain(case["pre"], case["post"]) and "g" for case in cases[:2]] == ["g", None]
    assert [stats.d_z(case["pre"], case["post"]) for case in cases[:3]] == [None, None, None]
    for case in cases[3:]:
        assert stats.class_gain(case["pre"], case["post"]).value == near(case["g_class"])
        found = [stats.normalized_change(*scores) for scores in zip(case["pre"], case["post"], strict=True)]
        assert found == near(case["c"])


def test_nobody():
    nobody = np.zeros((0, 3))
    assert [stats.mean([]), stats.mean_gain([], []), stats.class_gain([], []), stats.mean_change([], [])] == [None] * 4
    assert [stats.d_z([], []), stats.d_av([], []), stats.wilcoxon_p([], []), stats.paired_t([], [])] == [None] * 4
    assert [stats.alpha(nobody), stats.kr20(nobody), stats.wilson(0, 0), stats.mcnemar_p(0, 0)] == [None] * 4
    assert [stats.facility([], 1), stats.discrimination([], []), stats.standard_error([], None)] == [None] * 3
    assert stats.effective_weights(nobody) == [None] * 3


def test_one_learner():
    one = np.ones((1, 2))
    assert [stats.mean_gain([50], [80]), stats.class_gain([50], [80])] == [
        stats.Estimate(30, None),
        stats.Estimate(near(0.6), None),
    ]
    assert [stats.d_z([50], [80]), stats.d_av([50], [80]), stats.alpha(one), stats.kr20(one)] == [None] * 4
    assert stats.effective_weights(one) == [None, None]
    assert [stats.hedges(1), stats.hedges(0), stats.deviation([3])] == [None] * 3


def test_all_equal():
    equal = np.full((4, 3), 0.1)
    assert [stats.alpha(equal), stats.kr20(equal), stats.discrimination(equal[:, 0], equal.sum(axis=1))] == [None] * 3
    assert stats.discriminative_efficiency(equal[:, 0], equal.sum(axis=1)) is None
    assert stats.effective_weights(equal) == [None, None, None]
    assert [stats.d_av([40, 40], [60, 60]), stats.wilcoxon_p([40, 40], [40, 40])] == [None, None]
    assert stats.deviation([0.1 + 0.2, 0.3]) == 0


def test_one_question_has_no_consistency():
    assert [stats.alpha(np.array([[0.0], [1.0]])), stats.kr20(np.array([[0.0], [1.0]]))] == [None, None]


def test_a_large_class_is_compared_by_the_normal_distribution():
    d = np.arange(1, 61) * np.where(np.arange(60) % 3, 1.0, -1.0)
    assert stats.wilcoxon_p(np.zeros(60), d) == near(
        float(scipy.stats.wilcoxon(d, correction=True, method="asymptotic").pvalue)
    )


# --- properties ------------------------------------------------------------------------------------------

PERCENT = some.integers(0, 100)
SCORES = some.lists(some.tuples(PERCENT, PERCENT), min_size=2, max_size=12)


@given(SCORES)
def test_the_wilcoxon_of_distinct_changes_is_that_of_scipy(scores):
    d = sorted({abs(y - x) for x, y in scores} - {0})
    signed = [each if place % 2 else -each for place, each in enumerate(d)]
    expected = float(scipy.stats.wilcoxon(signed, method="exact").pvalue) if signed else None
    assert stats.wilcoxon_p([0] * len(d), signed) == near(expected)


@given(some.integers(0, 60), some.integers(0, 60))
def test_the_question_change_is_the_exact_binomial(b, c):
    expected = float(scipy.stats.binomtest(b, b + c).pvalue) if b + c else None
    assert stats.mcnemar_p(b, c) == near(expected)


@given(SCORES)
def test_change_is_turned_round_with_time(scores):
    """c looks from below at a gain and from above at a loss, so that neither can pass 1."""
    forth = [stats.normalized_change(x, y) for x, y in scores]
    back = [stats.normalized_change(100 - x, 100 - y) for x, y in scores]
    assert back == near([None if c is None else -c for c in forth])
    assert [c for c in forth if c is not None and not -1 <= c <= 1] == []


@given(SCORES)
def test_intervals_hold_their_estimates_and_nothing_is_nan(scores):
    before, after = zip(*scores, strict=True)
    estimates = [f(before, after) for f in (stats.mean_gain, stats.class_gain, stats.mean_change)]
    intervals = [(each.interval.low, each.value, each.interval.high) for each in estimates if each and each.interval]
    assert [each for each in intervals if not each[0] <= each[1] <= each[2]] == []


def test_intervals_end_where_values_can_lie():
    """Two learners, of whom one gained everything: t is 12.7 with one degree of freedom."""
    before, after = [0, 0], [100, 60]
    assert pair(stats.mean_gain(before, after).interval) == [-100, 100]
    low, high = pair(stats.class_gain(before, after).interval)
    assert (low < -1, high) == (True, 1)
    assert pair(stats.mean_change(before, after).interval) == [-1, 1]


@given(some.integers(1, 200).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_wilson_is_that_of_scipy(share):
    k, n = share
    expected = scipy.stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert pair(stats.wilson(k, n)) == near([float(expected.low), float(expected.high)])
