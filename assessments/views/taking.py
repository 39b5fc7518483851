"""Pages of somebody who takes an assessment: introduction, quiz, overview, sending, result."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.attempts import get_own_attempt, get_seat_at_sitting, own_attempt
from assessments.actions.attempts import CannotStartError, Closing, save_answers, start_attempt, submit_attempt
from assessments.answers import Outcome, Reason
from assessments.forms.taking import BadBodyError, posted_events, posted_texts, read_events, read_newest
from assessments.lesson_keys import prepare_scoring
from assessments.models import Attempt
from assessments.reports.quiz import introduction_of, known_answers, quiz_of
from assessments.results import result_of
from assessments.sheets import sheet_of
from courses.codes import clean_join_code

REASONS = {
    Reason.TOO_LONG: _("This answer is too long to be kept. Shorten it."),
    Reason.CHARACTERS: _("This answer has characters that cannot be kept. Type it again."),
}
OTHER_REASON = _("This answer cannot be kept. Reload the page and answer again.")


@never_cache
@require_safe
@login_required
def introduction(request, pk):
    """What the quiz is for, how long it is and how it is scored."""
    sitting, seat = get_seat_at_sitting(request.user, pk)
    return render(request, "assessments/quiz_intro.html", {"intro": introduction_of(sitting, seat, timezone.now())})


@require_POST
def start(request, pk):
    """Start an attempt, or go on with the one that is open."""
    if not request.user.is_authenticated:
        return redirect(_learners_way_in(request, "assessments:quiz", pk))
    sitting, seat = get_seat_at_sitting(request.user, pk)
    try:
        attempt = start_attempt(sitting=sitting, enrolment=seat, now=timezone.now())
    except CannotStartError:
        return redirect("assessments:quiz", sitting.pk)
    return redirect("assessments:attempt", attempt.pk)


# Not never_cache: a phone that throws the tab away and opens it again without network shows the page it had.
@cache_control(private=True, max_age=0)
@require_safe
@login_required
def attempt(request, pk):
    """The quiz: all questions on one page."""
    attempt = get_own_attempt(request.user, pk)
    if not attempt.is_open:
        return redirect("assessments:attempt-result", pk)
    prepare_scoring(attempt.form)
    return _quiz_page(request, attempt)


def _quiz_page(request, attempt, *, stale=(), refused=(), status=200):
    now = timezone.now()
    context = {
        "attempt": attempt,
        "quiz": quiz_of(attempt, now),
        "now_ms": _milliseconds(now),
        "ends_ms": _milliseconds(attempt.ends_at),
        "sign_in": _sign_in_at(reverse("assessments:attempt", args=[attempt.pk]), attempt.sitting.cohort.join_code),
        "stale": stale,
        "refused": refused,
    }
    return render(request, "assessments/quiz.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request, pk):
    """Take answers from the script of the quiz page. GET tells what is there, with a fresh token."""
    if not request.user.is_authenticated:
        return _signed_out()
    now = timezone.now()
    if request.method != "POST":
        attempt = get_own_attempt(request.user, pk)
        state = _state(is_open=attempt.is_open, is_over=attempt.is_over(now), ends_at=attempt.ends_at, now=now)
        known = dict(attempt.responses.values_list("position", "sequence"))
        return JsonResponse({**state, "known": known, "token": get_token(request)})
    try:
        events, unreadable = read_events(request.body)
    except BadBodyError:
        return _not_readable(request, pk)
    saved = _or_404(save_answers, attempts=own_attempt(request.user, pk), events=events, now=now)
    state = _state(is_open=saved.is_open, is_over=saved.is_over, ends_at=saved.ends_at, now=now)
    replies = [*saved.replies, *unreadable]
    is_stale = any(reply.outcome is Outcome.STALE for reply in replies)
    return JsonResponse({**state, "replies": [_reply(each) for each in replies]}, status=409 if is_stale else 200)


def _or_404(action, **arguments):
    """Return what ``action`` makes of an attempt. One that is not there, or has just been erased, is not found."""
    try:
        return action(**arguments)
    except Attempt.DoesNotExist:
        raise Http404 from None


def _not_readable(request, pk):
    get_own_attempt(request.user, pk)  # whoever may not see it is told nothing else
    return JsonResponse({"error": "not readable"}, status=400)


def _signed_out():
    return JsonResponse({"error": "signed out"}, status=401)


def _state(*, is_open, is_over, ends_at, now):
    return {"open": is_open, "over": is_over, "now": _milliseconds(now), "ends": _milliseconds(ends_at)}


def _milliseconds(instant):
    return None if instant is None else round(instant.timestamp() * 1000)


def _reply(reply):
    row = {"event": reply.event, "outcome": str(reply.outcome)}
    if reply.newer:
        row |= {"sequence": reply.newer.sequence, "answer": reply.newer.answer}
    if reply.reason:
        row |= {"reason": reply.reason, "message": str(REASONS.get(reply.reason, OTHER_REASON))}
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request, pk):
    """Without JavaScript: save the whole form, then show the overview before sending."""
    if not request.user.is_authenticated:
        return _not_saved(request, pk) if "class" in request.POST else redirect_to_login(request.get_full_path())
    return _answers(request, pk)


def _not_saved(request, pk):
    """Say that nothing was saved, and give back what was typed. Of the attempt nothing is read or told."""
    way_in = _learners_way_in(request, "assessments:attempt", pk)
    context = {"sign_in": way_in, "texts": posted_texts(request.POST)}
    return render(request, "assessments/not_saved.html", context, status=401)


def _learners_way_in(request, page, pk):
    """Return where the learner who sent a form signs in, and comes back to ``page``. The form tells the class."""
    return _sign_in_at(reverse(page, args=[pk]), clean_join_code(request.POST.get("class", "")))


def _sign_in_at(back, join_code):
    """Return where a learner signs in and comes back to ``back``."""
    there = reverse("courses:join-name", args=[join_code]) if join_code else reverse("courses:join")
    return f"{there}?{urlencode({'next': back})}"


def _answers(request, pk):
    attempt = get_own_attempt(request.user, pk)
    if not attempt.is_open:
        return redirect("assessments:attempt-result", pk)
    if request.method != "POST":
        return render(request, "assessments/quiz_overview.html", {"quiz": quiz_of(attempt, timezone.now())})
    now = timezone.now()
    saved, newest = known_answers(attempt, now)
    # The page does not know what came too late and waits: sent from it once more, a change counts as newer.
    least = newest + 1 if attempt.is_over(now) else 1
    events = posted_events(request.POST, sheet=sheet_of(attempt.form), saved=saved, least=least)
    reply = _or_404(save_answers, attempts=own_attempt(request.user, pk), events=events, now=now)
    outcomes = {event.position: each.outcome for event, each in zip(events, reply.replies, strict=True)}
    # After the end nobody can put anything right: the overview says so.
    stale = [position for position, outcome in outcomes.items() if outcome is Outcome.STALE and not reply.is_over]
    refused = [position for position, outcome in outcomes.items() if outcome is Outcome.REFUSED]
    if stale or refused:
        return _quiz_page(request, attempt, stale=stale, refused=refused, status=409 if stale else 422)
    return redirect("assessments:attempt-answers", pk)


@require_POST
def submit(request, pk):
    """Close the attempt. The script says what it has, and is told what is missing."""
    is_script = request.content_type == "application/json"
    if not request.user.is_authenticated:
        return _signed_out() if is_script else redirect(_learners_way_in(request, "assessments:attempt", pk))
    try:
        newest = read_newest(request.body) if is_script else {}
    except BadBodyError:
        return _not_readable(request, pk)
    attempts = own_attempt(request.user, pk)
    reply = _or_404(submit_attempt, attempts=attempts, by=request.user, now=timezone.now(), newest=newest)
    if not is_script:
        return redirect("assessments:attempt-result", pk)
    row = {"outcome": reply.outcome, "receipt": reply.receipt, "missing": list(reply.missing)}
    return JsonResponse(row, status=409 if reply.outcome is Closing.INCOMPLETE else 200)


@never_cache
@require_safe
@login_required
def result(request, pk):
    """What the attempt was worth, as far as it is released."""
    attempt = get_own_attempt(request.user, pk)
    if attempt.is_open:
        return redirect("assessments:attempt", pk)
    # The result alone, not the attempt: from a row of the database everything can be reached.
    return render(request, "assessments/result.html", {"result": result_of(attempt=attempt, now=timezone.now())})


@require_safe
def worker(request):
    """The script that lets a browser show the quiz page without network. Its address sets how far it reaches."""
    return render(request, "assessments/quiz-worker.js", content_type="text/javascript")
