"""Where somebody who is signed out comes back to, what stands where only forms go, what other sites may do: nothing."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

BACKGROUND = "X-In-Background"


class SignInMiddleware:
    """Let somebody who has to sign in return to the page they were on: not to a part of it, nor to where a form went.

    For htmx the whole page goes to the sign-in page, which is not swapped into a part. What a page fetches by itself,
    in the background, takes nobody away from what they are typing: the page is told, and asks for sign-in in place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if response.status_code != 302 or not (htmx or request.method == "POST"):
            return response
        target = urlsplit(response["Location"])
        asked = parse_qs(target.query).get("next")
        if target.path != resolve_url("account_login") or not asked:
            return response
        page = htmx.current_url_abs_path or "/" if htmx else _page_of(request)
        if not page or not (htmx or asked == [request.get_full_path()]):
            return response
        if BACKGROUND in request.headers:
            return HttpResponse(status=401)
        query = QueryDict(mutable=True)
        query["next"] = page
        there = urlunsplit(target._replace(query=query.urlencode(safe="/")))
        if htmx:
            return HttpResponseClientRedirect(there)
        response["Location"] = there
        return response


def _page_of(request: HttpRequest) -> str:
    """Return the page of ours on which a form was sent, as far as the browser tells; empty otherwise."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(page)
    return urlunsplit(("", "", parts.path, parts.query, ""))


class OnlyFormsMiddleware:
    """Say in words that an address only takes what a form sends, to somebody who opens it: Django's answer is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class OwnSiteMiddleware:
    """Tell browsers that no other site may load what is sent here, and that no page needs a camera or the like."""

    FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", ", ".join(f"{name}=()" for name in self.FEATURES))
        return response
