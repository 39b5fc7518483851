"""The arithmetic behind results. Pure: numbers in, numbers out, None for whatever cannot be computed.

Scores x before and y after are in percent of the maximum, of the same learners in the same order; d = y - x.
Standard deviations have the divisor n - 1 unless a docstring says otherwise. Intervals are of 95 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, sqrt
from typing import Any

import numpy as np

# scipy loads each of its parts when it is first used. ``from scipy import special`` would load that one here.
import scipy

FULL = 100.0
CONFIDENCE = 0.95
# Binary fractions that should be equal differ by less, and points are kept to a thousandth.
DIGITS = 9
# Exact up to here, which needs as many steps as the square of it.
MOST_EXACT = 50

type Numbers = Sequence[float] | np.ndarray[Any, Any]


@dataclass(frozen=True)
class Interval:
    """An interval of 95 %."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A value, with its interval where there is one."""

    value: float
    interval: Interval | None


def mean(values: Numbers) -> float | None:
    """Return the mean, or None of nothing."""
    return float(np.mean(values)) if len(values) else None


def deviation(values: Numbers) -> float | None:
    """Return the standard deviation with divisor n - 1, exactly 0 for equal values; None for fewer than two."""
    if len(values) < 2:
        return None
    return 0.0 if _is_constant(values) else float(np.std(values, ddof=1))


def _is_constant(values: Numbers) -> bool:
    return bool(np.ptp(np.round(values, DIGITS)) == 0)


def _t_quantile(df: int) -> float:
    return float(scipy.special.stdtrit(df, 0.5 + CONFIDENCE / 2))


# --- change of a class ----------------------------------------------------------------------------------


def mean_with_interval(values: Numbers) -> Estimate | None:
    """Return the mean with its interval: mean ± t(.975, n-1) s / √n. No interval where s is 0 or unknown.

    Of differences d this is the paired t interval. Source: Student, The probable error of a mean, Biometrika 6 (1908).
    """
    middle, spread = mean(values), deviation(values)
    if middle is None:
        return None
    if not spread:
        return Estimate(middle, None)
    n = len(values)
    half = _t_quantile(n - 1) * spread / sqrt(n)
    return Estimate(middle, Interval(middle - half, middle + half))


def mean_gain(before: Numbers, after: Numbers) -> Estimate | None:
    """Return the mean of d with its paired t interval, as far as gains can lie: from -100 to 100."""
    return _within(-FULL, mean_with_interval(differences(before, after)), FULL)


def _within(low: float, estimate: Estimate | None, high: float) -> Estimate | None:
    """Return ``estimate`` without the part of its interval that no value can have. It covers the true one as often."""
    if estimate is None or estimate.interval is None:
        return estimate
    found = estimate.interval
    return Estimate(estimate.value, Interval(max(low, found.low), min(high, found.high)))


def differences(before: Numbers, after: Numbers) -> np.ndarray[Any, Any]:
    """Return d, rounded so that equal changes are equal."""
    return np.round(np.asarray(after, float) - np.asarray(before, float), DIGITS)


def paired_t(before: Numbers, after: Numbers) -> float | None:
    """Return t of the paired differences, with n - 1 degrees of freedom; None where they do not vary."""
    d = differences(before, after)
    spread = deviation(d)
    return float(np.mean(d)) * sqrt(len(d)) / spread if spread else None


def class_gain(before: Numbers, after: Numbers) -> Estimate | None:
    """Return the class normalized gain g = (mean y - mean x) / (100 - mean x); None when all were full before.

    Source: R. R. Hake, American Journal of Physics 66 (1998). The interval is by the delta method: r = d - g (100 - x),
    se = s_r / (√n (100 - mean x)), g ± t(.975, n-1) se, at most 1: nobody gains more than there is room for.
    """
    if not len(before):
        return None
    x, d = np.asarray(before, float), differences(before, after)
    room = FULL - float(np.mean(x))
    if round(room, DIGITS) <= 0:
        return None
    g = float(np.mean(d)) / room
    spread = deviation(np.round(d - g * (FULL - x), DIGITS))
    if not spread:
        return Estimate(g, None)
    half = _t_quantile(len(x) - 1) * spread / (sqrt(len(x)) * room)
    return _within(-inf, Estimate(g, Interval(g - half, g + half)), 1)


def normalized_change(before: float, after: float) -> float | None:
    """Return one learner's c in [-1, 1]: a gain by the room above, a loss by the score below; equal scores are 0.

    None at 0 twice and at 100 twice, which are dropped. Source: J. D. Marx and K. Cummings, Normalized change,
    American Journal of Physics 75 (2007).
    """
    if before == after:
        return None if before in {0, FULL} else 0.0
    return (after - before) / (FULL - before if after > before else before)


def mean_change(before: Numbers, after: Numbers) -> Estimate | None:
    """Return the mean of c over the learners who have one, with its t interval in [-1, 1]."""
    each = [normalized_change(float(x), float(y)) for x, y in zip(before, after, strict=True)]
    return _within(-1, mean_with_interval([c for c in each if c is not None]), 1)


def d_z(before: Numbers, after: Numbers) -> float | None:
    """Return Cohen's d of the differences, mean(d) / s_d. Source: D. Lakens, Frontiers in Psychology 4:863 (2013)."""
    d = differences(before, after)
    spread = deviation(d)
    return float(np.mean(d)) / spread if spread else None


def d_av(before: Numbers, after: Numbers) -> float | None:
    """Return Cohen's d by the mean of both deviations, mean(d) / ((s_x + s_y) / 2). Source: as ``d_z``."""
    sx, sy = deviation(before), deviation(after)
    if sx is None or sy is None or sx + sy == 0:
        return None
    return float(np.mean(differences(before, after))) / ((sx + sy) / 2)


def hedges(df: int) -> float | None:
    """Return the factor J that takes the bias of small samples from a d; None under two degrees of freedom.

    J(df) = exp(lgamma(df/2) - ln √(df/2) - lgamma((df-1)/2)). Source: L. V. Hedges, Journal of Educational
    Statistics 6 (1981).
    """
    return exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2)) if df > 1 else None


def wilcoxon_p(before: Numbers, after: Numbers) -> float | None:
    """Return the two-sided p of Wilcoxon's signed ranks, zeros dropped; None where nobody changed.

    Exact given the ties for up to 50 changes, which scipy is only without ties; above, its normal approximation with
    continuity correction. Source: F. Wilcoxon, Biometrics Bulletin 1 (1945).
    """
    d = differences(before, after)
    d = d[d != 0]
    if not len(d):
        return None
    if len(d) > MOST_EXACT:
        return float(scipy.stats.wilcoxon(d, correction=True, method="asymptotic").pvalue)
    # Middle ranks of ties are halves.
    ranks = [round(2 * rank) for rank in _ranks(np.abs(d))]
    total = sum(ranks)
    ways = np.zeros(total + 1, dtype=object)
    ways[0] = 1
    for rank in ranks:
        ways[rank:] = ways[rank:] + ways[: total + 1 - rank]
    up = sum(rank for rank, each in zip(ranks, d, strict=True) if each > 0)
    return min(1.0, 2 * int(sum(ways[: min(up, total - up) + 1])) / 2 ** len(ranks))


def _ranks(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return ranks from 1, ties with the middle of theirs."""
    _distinct, place, n_each = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(n_each)
    return (last - (n_each - 1) / 2)[place]


def mcnemar_p(wrong_right: int, right_wrong: int) -> float | None:
    """Return the exact two-sided p of a question's changes: binomial(b, b + c, 1/2). None where nothing changed.

    Source: A. Agresti, Categorical Data Analysis (1990), section 10.1, after Q. McNemar, Psychometrika 12 (1947).
    """
    n = wrong_right + right_wrong
    if not n:
        return None
    return min(1.0, 2 * float(scipy.special.bdtr(min(wrong_right, right_wrong), n, 0.5)))


def wilson(k: int, n: int) -> Interval | None:
    """Return the score interval of a share k of n; None of nothing. Source: E. B. Wilson, JASA 22 (1927)."""
    if not n:
        return None
    z = float(scipy.special.ndtri(0.5 + CONFIDENCE / 2))
    share, square = k / n, z * z / n
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


# --- questions and tests ---------------------------------------------------------------------------------
# ``marks`` are rows of learners and columns of items. Sources of what Moodle computes too: Moodle's quiz statistics
# (question/classes/statistics/questions), in shares instead of percent.


def facility(marks: Numbers, full: float) -> float | None:
    """Return the mean mark as a share of the full mark: Moodle's facility index."""
    middle = mean(marks)
    return None if middle is None else middle / full


def correlation(first: Numbers, second: Numbers) -> float | None:
    """Return Pearson's r in [-1, 1]; None when either is constant."""
    if len(first) < 2 or _is_constant(first) or _is_constant(second):
        return None
    return max(-1.0, min(1.0, float(np.corrcoef(first, second)[0, 1])))


def centred(values: np.ndarray[Any, Any], classes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return what each value lies above the mean of its class. ``classes`` are small numbers, one for each value."""
    sums, sizes = np.bincount(classes, values), np.bincount(classes)
    return values - (sums / np.maximum(sizes, 1))[classes]


def correlation_within(first: Numbers, second: Numbers, classes: np.ndarray[Any, Any]) -> float | None:
    """Return Pearson's r of the differences from the means of the classes; None when either is constant in each.

    Classes that differ in both would have a correlation of their own, and it may have the other sign.
    Source: E. H. Simpson, Journal of the Royal Statistical Society B 13 (1951); the pooled within-class correlation.
    """
    return correlation(*(centred(np.asarray(values, float), classes) for values in (first, second)))


def discrimination(item: Numbers, total: Numbers) -> float | None:
    """Return the correlation of an item with the rest of the test: Moodle's discrimination index / 100."""
    return correlation(item, np.asarray(total, float) - np.asarray(item, float))


def discriminative_efficiency(item: Numbers, total: Numbers) -> float | None:
    """Return the covariance with the rest, as a share of the most that these marks allow: when both are in order."""
    rest = np.asarray(total, float) - np.asarray(item, float)
    if correlation(item, rest) is None:
        return None
    return _covariance(item, rest) / _covariance(np.sort(item), np.sort(rest))


def _covariance(first: Numbers, second: Numbers) -> float:
    return float(np.cov(first, second, ddof=1)[0, 1])


def effective_weights(marks: np.ndarray[Any, Any]) -> list[float | None]:
    """Return each item's share of the spread of the total: √cov(item, total) over the sum of these.

    None for an item with a negative covariance, for all of them without learners to compare or without spread.
    """
    n, k = marks.shape
    if n < 2:
        return [None] * k
    total = marks.sum(axis=1)
    shared = [0.0 if _is_constant(marks[:, item]) else _covariance(marks[:, item], total) for item in range(k)]
    whole = sum(sqrt(each) for each in shared if each > 0)
    return [sqrt(each) / whole if each >= 0 and whole else None for each in shared]


def alpha(marks: np.ndarray[Any, Any]) -> Estimate | None:
    """Return Cronbach's alpha, k/(k-1) (1 - Σ var(item) / var(total)), with the interval of Feldt.

    Constant items are kept. None with fewer than two items or learners, or when all totals are equal. Moodle's
    coefficient of internal consistency / 100. Source of the interval: L. S. Feldt, D. J. Woodruff and F. A. Salih,
    Applied Psychological Measurement 11 (1987): 1 - (1 - alpha) F(.975; n-1, (n-1)(k-1)), and with F(.025) above.
    """
    n, k = marks.shape
    if n < 2 or k < 2 or _is_constant(marks.sum(axis=1)):
        return None
    value = k / (k - 1) * (1 - float(marks.var(axis=0, ddof=1).sum() / marks.sum(axis=1).var(ddof=1)))
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(scipy.special.fdtri(n - 1, (n - 1) * (k - 1), p)) for p in (1 - tail, tail))
    return Estimate(value, Interval(1 - (1 - value) * low, 1 - (1 - value) * high))


def standard_error(total: Numbers, reliability: float | None) -> float | None:
    """Return the standard error of measurement, s_total √(1 - alpha), in the unit of the totals."""
    spread = deviation(total)
    if spread is None or reliability is None:
        return None
    return spread * sqrt(max(0.0, 1 - reliability))


def kr20(marks: np.ndarray[Any, Any]) -> float | None:
    """Return Kuder and Richardson's formula 20 of marks that are 0 or 1, all variances with divisor n.

    None with fewer than two items, without learners, or when all totals are equal. Source: G. F. Kuder and
    M. W. Richardson, Psychometrika 2 (1937); the divisor as in K. L. Wuensch's worked example.
    """
    n, k = marks.shape
    if not n or k < 2 or _is_constant(marks.sum(axis=1)):
        return None
    p = marks.mean(axis=0)
    return k / (k - 1) * (1 - float((p * (1 - p)).sum() / marks.sum(axis=1).var()))
