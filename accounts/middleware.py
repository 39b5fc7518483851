"""What happens to an htmx request of somebody who is signed out, and what other sites may do with ours: nothing."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

BACKGROUND = "X-In-Background"


class SignInForHtmxMiddleware:
    """Send the whole page to the sign-in page instead of swapping that page into a part of this one.

    The person returns to the page they were on, not to the address of the part. What a page fetches by itself, in the
    background, takes nobody away from what they are typing: the page is told, and asks for sign-in in place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if not htmx or response.status_code != 302:
            return response
        target = urlsplit(response["Location"])
        if target.path != resolve_url("account_login") or "next" not in parse_qs(target.query):
            return response
        if BACKGROUND in request.headers:
            return HttpResponse(status=401)
        query = QueryDict(mutable=True)
        query["next"] = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(urlunsplit(target._replace(query=query.urlencode(safe="/"))))


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
