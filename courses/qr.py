"""QR codes, and how a phone comes into a cohort."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from segno import helpers

from courses.models import Cohort

DARK, LIGHT = "#08161E", "#FFFFFF"


@dataclass(frozen=True)
class WayIn:
    """How a phone comes into a cohort: the address to type, the code, and a QR code that holds both.

    ``command`` starts the platform so that phones reach it, for when ``is_loopback``.
    """

    address: str
    code: str
    qr: str
    is_loopback: bool
    command: str


def way_in(request: HttpRequest, cohort: Cohort) -> WayIn:
    """Return how the phones of a class come into ``cohort``, at the address under which ``request`` came."""
    base = public_base(request)
    return WayIn(
        address=base.removeprefix("http://"),  # its start page asks for the code
        code=cohort.shown_code,
        qr=qr_data_uri(base + reverse("courses:join-name", args=[cohort.join_code])),
        is_loopback=is_loopback(base),
        command=f"make run HOST=0.0.0.0{port_option(base)}",
    )


def public_base(request: HttpRequest) -> str:
    """Return the address of the site as others reach it: the one that was set, else the one of ``request``."""
    return settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"


def qr_data_uri(address: str) -> str:
    """Return a QR code of ``address`` as an SVG picture for an ``img`` element."""
    return _picture(segno.make(address, error="m"))


def wifi_data_uri(network: str, password: str) -> str:
    """Return a QR code that brings a phone into a wireless network; ``password`` is empty for an open one."""
    return _picture(helpers.make_wifi(network, password or None, "WPA" if password else "nopass"))


def _picture(code: segno.QRCode) -> str:
    return code.svg_data_uri(scale=8, border=2, dark=DARK, light=LIGHT)


def is_loopback(base: str) -> bool:
    """Return whether other devices cannot reach ``base``, because it names this machine only."""
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def port_option(base: str) -> str:
    """Return what ``make run`` needs besides to serve on the port of ``base``: nothing for its usual one."""
    port = urlsplit(base).port
    return "" if port in {None, 8000} else f" PORT={port}"
