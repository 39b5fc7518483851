"""Every address is a page that is looked at in a browser, or says why it is none."""

from collections import Counter
from pathlib import Path

from django.urls import get_resolver

from tests.browser.addresses import ELSEWHERE, NO_PAGE, PAGES

BROWSER_TESTS = Path(__file__).parent / "browser"


def names(resolver, space=""):
    """Yield the full name of every address below ``resolver``; the administration answers for itself."""
    for pattern in resolver.url_patterns:
        if not hasattr(pattern, "url_patterns"):
            yield f"{space}{pattern.name or ''}"
        elif pattern.namespace != "admin":
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_is_listed_once():
    listed = {page.name for page in PAGES}
    elsewhere = [name for found in ELSEWHERE.values() for name in found]
    assert Counter(names(get_resolver())) == Counter([*listed, *elsewhere, *NO_PAGE])


def test_pages_are_looked_at_in_modules_that_exist():
    assert [name for name in ELSEWHERE if not (BROWSER_TESTS / name).exists()] == []
