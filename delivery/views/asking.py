"""Pages of who puts questions to a class: choose one, watch the answers come in, show them."""

from collections.abc import Callable, Mapping

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from delivery.access.classes import get_taught_delivery
from delivery.access.questions import get_taught_run
from delivery.actions import asking
from delivery.actions.orders import Order, OrderRefusedError
from delivery.devices import device_of
from delivery.forms.asking import AskForm, HandsForm
from delivery.models import Privacy, QuestionRun
from delivery.reports.asking import Wanted, bank_page
from delivery.reports.panels import known_texts, panel_of
from delivery.reports.rooms import room_of
from delivery.tally import option_values
from delivery.views.console import render_console
from delivery.views.refusals import why

MOST_DIGITS = 9


class BadHandsError(ValueError):
    """What was typed are no counts."""


class UnknownTextError(ValueError):
    """Nobody has written this text."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@vary_on_headers("HX-Request")
def ask(request, pk):
    """Choose a question of the lesson's bank, and put it to the class."""
    delivery = get_taught_delivery(request.user, pk)
    if request.method != "POST":
        return _choose(request, delivery, AskForm(delivery=delivery))
    form = AskForm(request.POST, delivery=delivery)
    if not form.is_valid():
        return _choose(request, delivery, form, status=422)
    try:
        asking.ask(delivery=delivery, order=_order(request), **form.cleaned_data)
    except OrderRefusedError as refused:
        delivery = get_taught_delivery(request.user, pk)
        return _choose(request, delivery, form, refused=why(refused), status=409)
    return redirect("delivery:console", pk)


def _choose(request, delivery, form, *, refused="", status=200):
    wanted = Wanted(**{name: request.GET.get(name, "") for name in ("words", "slide", "outcome")})
    context = {"delivery": delivery, "lesson": delivery.lesson, "form": form, "refused": refused}
    context |= {"bank": bank_page(delivery, wanted), "wanted": wanted}
    template = "delivery/ask.html#list" if request.htmx else "delivery/ask.html"
    return render(request, template, context, status=status)


def _order(request):
    rev = request.POST.get("rev", "")
    is_number = rev.isascii() and rev.isdecimal() and len(rev) <= MOST_DIGITS
    # No class has a negative rev: the order is then refused as an old one.
    return Order(
        rev=int(rev) if is_number else -1, by=request.user, device=device_of(request.session), now=timezone.now()
    )


@never_cache
@require_safe
@login_required
@vary_on_headers("HX-Request")
def panel(request, pk):
    """The instructor's view of a question: counts while they come in, and what to do with it."""
    return _panel_page(request, get_taught_run(request.user, pk))


def _headings(request, level=3):
    """Return what the question and its parts stand under: it is the heading of its page, or one of many in another."""
    tag = level if request.htmx else 1
    return {"tag": f"h{tag}", "subtag": f"h{tag + 1}"}


def _panel_page(request, run, *, refused="", status=200):
    context = {"panel": panel_of(run), "run": run, "delivery": run.delivery, "lesson": run.delivery.lesson}
    context |= {"refused": refused, **_headings(request)}
    template = "delivery/room_panel.html#part" if request.htmx else "delivery/room_panel.html"
    return render(request, template, context, status=status)


@never_cache
@require_safe
@login_required
@vary_on_headers("HX-Request")
def screen(request, pk):
    """What the class screen shows of a question, and nothing else."""
    run = get_taught_run(request.user, pk)
    context = {"room": room_of(run), "run": run, "lesson": run.delivery.lesson, **_headings(request, level=2)}
    template = "delivery/room_screen.html#part" if request.htmx else "delivery/room_screen.html"
    return render(request, template, context)


def _hands(post, *, run, order):
    values = option_values(run.version.type, run.version.content)
    form = HandsForm(post, values=values)
    if not values or not form.is_valid():
        raise BadHandsError
    return asking.count_hands(run=run, order=order, hands=form.hands())


def _text(post, *, run, order):
    is_hidden = "hide" in post
    form = post.get("hide" if is_hidden else "show", "")
    if form not in known_texts(run):
        raise UnknownTextError
    return asking.hide_text(run=run, order=order, form=form, is_hidden=is_hidden)


def _privacy(post, **about):
    wanted = Privacy.ANONYMOUS if post.get("privacy") == Privacy.ANONYMOUS else Privacy.NAMED
    return asking.change_privacy(**about, privacy=wanted)


def _is_forth(post):
    """Return whether something is to be shown or hidden, not the other way round."""
    return "back" not in post


VERBS: Mapping[str, Callable[..., QuestionRun]] = {
    "close": lambda _post, **about: asking.close(**about),
    "reopen": lambda _post, **about: asking.reopen(**about),
    "show": lambda post, **about: asking.show_votes(**about, is_shown=_is_forth(post)),
    "solve": lambda post, **about: asking.solve(**about, is_solved=_is_forth(post)),
    "again": lambda _post, **about: asking.ask_again(**about),
    "discard": lambda _post, **about: asking.discard(**about),
    "restore": lambda _post, **about: asking.bring_back(**about),
    "hands": _hands,
    "text": _text,
    "privacy": _privacy,
}


@require_POST
@login_required
def do(request, pk, verb):
    """Carry out one order about a question."""
    run = get_taught_run(request.user, pk)
    if verb not in VERBS:
        raise Http404("There is no such order.")
    try:
        after = VERBS[verb](request.POST, run=run, order=_order(request))
    except OrderRefusedError as refused:
        return _refuse(request, run, why(refused), status=409)
    except BadHandsError:
        return _refuse(request, run, _("Type how many hands you counted, 0 to 1,000 for each."), status=422)
    except UnknownTextError:
        return _refuse(request, run, _("Nobody says that any more, so nothing was changed."), status=422)
    if request.htmx:
        return render_console(request, get_taught_delivery(request.user, run.delivery_id))
    return redirect("delivery:room-panel", after.pk)


def _refuse(request, run, reason, *, status):
    if request.htmx:
        delivery = get_taught_delivery(request.user, run.delivery_id)
        return render_console(request, delivery, refused=reason, status=status)
    return _panel_page(request, get_taught_run(request.user, run.pk), refused=reason, status=status)
