"""Figures as sentences. Every sentence is whole, so that it can be translated."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.evaluation.gains import Change, Gain
from assessments.evaluation.pairing import Case, Common
from assessments.evaluation.showing import DOUBTFUL, EASY, HARD, Flag, Showing
from assessments.statistics import Interval

# An interval of the mean gain that is wider says little.
WIDE = 20
# With so many of a class at full marks, the quiz cannot show what else was learned.
CEILING = 0.25


def headline(n_both: int, gain: Gain | None) -> list[str]:
    """Return the title of the page: who sat both quizzes, and how many improved where that can be said."""
    if not n_both:
        return [_("Nobody has sat both quizzes yet.")]
    both = ngettext("%(n)s learner sat both quizzes.", "%(n)s learners sat both quizzes.", n_both) % {"n": n_both}
    if gain is None or not gain.n or not Showing(gain.n).class_figures:
        return [both]
    if not gain.n_up:
        return [both, _("Nobody improved.")]
    return [both, ngettext("%(n)s improved.", "%(n)s improved.", gain.n_up) % {"n": gain.n_up}]


def gain_in_words(gain: Gain) -> list[str]:
    """Return the mean gain with its interval."""
    if gain.gain is None or not Showing(gain.n).class_figures:
        return []
    points = round(gain.gain.value)
    values = {"points": abs(points)}
    if points > 0:
        text = ngettext(
            "On average they gained %(points)s point of 100.",
            "On average they gained %(points)s points of 100.",
            points,
        )
    elif points < 0:
        text = ngettext(
            "On average they lost %(points)s point of 100.",
            "On average they lost %(points)s points of 100.",
            -points,
        )
    else:
        text = _("On average their scores stayed the same.")
    sentences = [text % values]
    if gain.gain.interval:
        sentences.append(
            _("The 95 %% interval of the mean change is %(low)s to %(high)s points.") % signed_ends(gain.gain.interval)
        )
    return sentences


def signed_ends(interval: Interval) -> dict[str, str]:
    """Return both ends as whole numbers with their signs."""
    return {"low": signed(round(interval.low)), "high": signed(round(interval.high))}


def signed(number: int) -> str:
    """Return a number with its sign, kept together and in this order in every script."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"\u2066{sign}{abs(number)}\u2069"


def bare(number: int) -> str:
    """Return a number with its sign only where it is negative."""
    return signed(number).replace("+", "")


def class_gain_in_words(gain: Gain) -> str:
    """Return the class gain as a share of what could still be gained; empty where it is not shown."""
    if gain.n and gain.before is not None and round(gain.before, 6) >= 100:
        return _("Everybody already had full marks before the lesson: nothing more could be gained.")
    if gain.class_gain is None or not Showing(gain.n).effects:
        return ""
    share, interval = round(100 * gain.class_gain.value), gain.class_gain.interval
    if share < 0:
        return _("The class lost ground: its mean is lower after the lesson than before.")
    if interval is None:
        return _("%(share)s %% of the possible improvement was reached.") % {"share": share}
    ends = {"low": bare(round(100 * interval.low)), "high": bare(round(100 * interval.high))}
    text = _("%(share)s %% of the possible improvement was reached (95 %% interval: %(low)s to %(high)s %%).")
    return text % {"share": share, **ends}


def remarks(change: Change) -> Iterator[str]:
    """Yield what is worth saying about a question."""
    if not change.n:
        return
    worse = change.right_wrong
    if worse > change.wrong_right:
        yield ngettext("Got worse: %(n)s learner.", "Got worse: %(n)s learners.", worse) % {"n": worse}
    if not change.n_right_after:
        yield _("Nobody had it right after.")
    if change.n_right_before == change.n:
        yield _("Everybody had it right before: it teaches nothing new.")


def doubt_in_words(r: float | None) -> Iterator[str]:
    """Yield what a clearly negative ``r`` means in a class that is too small for flags."""
    if r is not None and r <= DOUBTFUL:
        yield _(
            "Strong learners missed this question more often than weak ones. "
            "In a class of this size that can be chance."
        )


def flag_in_words(flag: Flag) -> str:
    """Return why a question should be looked at."""
    match flag:
        case Flag.HARD:
            return _("Hard: less than %(share)s %% of its points were earned.") % {"share": round(100 * HARD)}
        case Flag.EASY:
            return _("Easy: more than %(share)s %% of its points were earned.") % {"share": round(100 * EASY)}
        case Flag.UPSIDE_DOWN:
            return _("Upside down: those who did worse in the other questions did better in this one.")


def drawn_in_words(option: str) -> str:
    """Return that a wrong option draws those who know more."""
    text = _("Draws the strong: who chose “%(option)s” did better in the other questions than those who were right.")
    return text % {"option": option}


def forms_in_words(common: Common) -> list[str]:
    """Return how the questions of both quizzes relate, and what follows for the figures."""
    n = len(common.versions)
    match common.case:
        case Case.IDENTICAL:
            sentences = [_("Everybody was asked the same questions before and after.")]
        case Case.ANCHORS:
            text = ngettext(
                "The quizzes share %(n)s question. Gains are computed on it alone.",
                "The quizzes share %(n)s questions. Gains are computed on these alone.",
                n,
            )
            sentences = [text % {"n": n}]
        case _nothing:
            sentences = [_("The quizzes share no question. Their scores cannot be subtracted from each other.")]
    if edited := len(common.edited):
        text = ngettext(
            "%(n)s question was edited between the quizzes, and counts as another question.",
            "%(n)s questions were edited between the quizzes, and count as other questions.",
            edited,
        )
        sentences.append(text % {"n": edited})
    return sentences


def cautions(gain: Gain | None, common: Common, n_regraded: int, *, counts_first: bool = True) -> Iterator[str]:
    """Yield what to keep in mind with these figures."""
    if not counts_first:
        yield _(
            "All figures here are of first attempts. Learners see, and get certificates for, the attempt that counts "
            "by the rule of the quiz."
        )
    if gain is None or not gain.n:
        return
    yield _("There is no control group: some of the change may have other causes than the lesson.")
    if common.case is not Case.NOTHING:
        yield _("Questions that are asked twice are partly remembered from the first time.")
    if not Showing(gain.n).class_figures:
        yield _("There are too few learners to speak of the class: look at single learners only.")
    elif gain.gain and gain.gain.interval and gain.gain.interval.high - gain.gain.interval.low > WIDE:
        yield _("The interval is wide: a class of this size shows the size of the gain only roughly.")
    if gain.n_full_after > CEILING * gain.n:
        yield _("Many have full marks after the lesson: the quiz cannot show what else they learned.")
    if n_regraded:
        yield ngettext(
            "The key of %(n)s question was changed after answers came in.",
            "The keys of %(n)s questions were changed after answers came in.",
            n_regraded,
        ) % {"n": n_regraded}
