"""Pages of who answers a question in class."""

import secrets

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from assessments.choices import shown_answer
from delivery.access.questions import get_asked_run, get_joined_run
from delivery.actions.attendance import note_attendance
from delivery.actions.voting import VoteOutcome, cast_vote
from delivery.forms.voting import BadVoteError, read_vote
from delivery.models import Privacy
from delivery.reports.answering import GROUP, owner_of, sheet_for, stored_vote
from delivery.reports.rooms import sheet_item

# Names a device and nobody: of its own, so that nothing of a session or an account is in it.
COOKIE, COOKIE_SECONDS = "fieldschool_voter", 60 * 60 * 24 * 60
LONGEST_COOKIE = 64
MESSAGES = {
    VoteOutcome.SAVED: _("Sent."),
    VoteOutcome.REPEATED: _("Sent."),
    VoteOutcome.STALE: _("There is a newer answer, perhaps from another device. Send yours again to replace it."),
    VoteOutcome.CLOSED: _("The question was closed before your answer arrived. It is not counted."),
    VoteOutcome.CHANGED: _("Who sees the answers has changed. Your answer was not sent: read above who sees it now."),
    VoteOutcome.EMPTY: _("Answer first, then send."),
    VoteOutcome.SURPLUS: _(
        "There are as many answers as learners already. Yours is not counted. Tell your instructor."
    ),
    VoteOutcome.REFUSED: _("This answer cannot be kept. Make it shorter, or answer again."),
}
GROUP_STALE = _("Your group has answered already: %(answer)s. Send yours to replace it.")
LONGEST_TOLD = 120
STATUS = {VoteOutcome.SAVED: 200, VoteOutcome.REPEATED: 200, VoteOutcome.EMPTY: 422, VoteOutcome.REFUSED: 422}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "Accept")
def answer(request, pk):
    """One question to answer, what was answered, and once it is shown what all have answered."""
    if not request.user.is_authenticated:
        if _wants_json(request):
            return JsonResponse({"error": "signed out"}, status=401)
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return _take(request, pk)
    return _tell_group(request, pk) if _wants_json(request) else _page(request, *get_joined_run(request.user, pk))


def _wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def cookie_of(request):
    """Return what names the device of a nameless answer, empty when it has none yet."""
    cookie = request.COOKIES.get(COOKIE, "")
    return cookie if len(cookie) <= LONGEST_COOKIE else ""


def _tell_group(request, pk):
    """Tell the script what the group of who asks has answered, from whichever phone."""
    run, seat = get_asked_run(request.user, pk)
    vote = stored_vote(run, owner_of(pk, seat, mode=GROUP, cookie=""))
    return JsonResponse({"answered": _in_words(run, vote), "sequence": vote.sequence if vote else 0})


def _in_words(run, stored):
    return " · ".join(shown_answer(sheet_item(run.version), stored.answer)) if stored else ""


def _take(request, pk):
    run, seat = get_asked_run(request.user, pk)
    try:
        sent = read_vote(request.POST, sheet_item(run.version))
    except BadVoteError:
        return render(request, "400.html", status=400)
    reply = cast_vote(
        run=pk,
        owner=owner_of(pk, seat, mode=sent.mode, cookie=cookie_of(request)),
        answer=sent.answer,
        event=sent.event,
        sequence=sent.sequence,
        now=timezone.now(),
    )
    status = STATUS.get(reply.outcome, 409)
    answered = _in_words(run, reply.stored) if sent.mode == GROUP else ""
    message = str(MESSAGES[reply.outcome])
    if answered and reply.outcome == VoteOutcome.STALE:
        message = GROUP_STALE % {"answer": Truncator(answered).chars(LONGEST_TOLD)}
    if _wants_json(request):
        row = {"outcome": reply.outcome, "message": message, "answered": answered}
        return JsonResponse(row | {"sequence": reply.stored.sequence if reply.stored else 0}, status=status)
    if status == 200:
        _note_here(run, seat, sent.mode)
        return redirect("delivery:room-answer", pk)
    run, seat = get_joined_run(request.user, pk)
    return _page(request, run, seat, typed=sent.answer, problem=message, status=status)


def _note_here(run, seat, mode):
    """Note that who answers without a script is in the room. A nameless answer leaves no time behind, so not then."""
    if mode != Privacy.ANONYMOUS:
        note_attendance(delivery=run.delivery, seat=seat, now=timezone.now())


def _page(request, run, seat, *, typed=None, problem="", status=200):
    cookie = cookie_of(request) or secrets.token_urlsafe(24)
    sheet = sheet_for(run, seat, cookie=cookie, typed=typed)
    context = {"sheet": sheet, "run": run, "lesson": run.delivery.lesson, "problem": problem}
    context["tag"] = "h3" if request.htmx else "h1"
    context["typed"] = [] if typed is None else shown_answer(sheet.room.question.item, typed)
    template = "delivery/room_answer.html#part" if request.htmx else "delivery/room_answer.html"
    response = render(request, template, context, status=status)
    if not cookie_of(request):
        is_secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, cookie, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=is_secure)
    return response
