"""Bodies made up for every address: no answer 500, none over two seconds, no memory eaten.

Seconds are those of the processor: what else this machine does meanwhile says nothing about an answer. Waiting
counts too, from a minute on.

The addresses come from the URL configuration and the fields from the forms on their pages, so a new one is fuzzed by
itself. ``make test`` sends a few bodies to each, ``make test-trust`` ten thousand in all.
"""

import logging
import resource
import time
from http.cookies import SimpleCookie
from itertools import product
from math import ceil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hostile.bodies import ADDRESS_PARTS, FORM, PROTOCOLS, bodies, encoded, texts
from tests.hostile.endpoints import WHO, Endpoint, Sent, endpoints

pytestmark = pytest.mark.django_db
SLOWEST_SECONDS, LONGEST_WAIT_SECONDS, MOST_MIB = 2.0, 60.0, 300
ALL_BODIES, FEW = 10_000, 5
N_ENDPOINTS = len(endpoints())
ANYBODY = st.sampled_from(WHO)
HEADERS = st.sampled_from([{}, {}, {"HX-Request": "true"}, {"Accept": "application/json"}])
REFUSED = {403, 404, 405}
# Addresses that open for nobody in this world, and why.
CLOSED = {
    "assessments:mark-undo": "nobody has marked anything yet",
    "mfa_edit_webauthn": "nobody has a passkey",
    "mfa_remove_webauthn": "nobody has a passkey",
    "operations:metrics": "off, as in a fresh installation",
}


@pytest.fixture(autouse=True)
def quiet():
    """A mistyped address is no event, and ten thousand of them fill a screen."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def quickly(n_examples):
    return settings(
        max_examples=n_examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def fuzz(ground, endpoint, n_bodies):
    """Send ``n_bodies`` to an address, each to the world as it was, and look at every answer."""
    world, clients, forms = ground
    assert endpoint.name in forms, endpoint.path(world)  # which says whose parts nobody knows
    whither = st.sampled_from(forms[endpoint.name])

    @quickly(n_bodies)
    @given(who=ANYBODY, form=whither, headers=HEADERS, data=st.data())
    def send(who, form, headers, data):
        path = form.path
        content_type, body = data.draw(bodies(form.fields, PROTOCOLS.get(endpoint.name)))
        answer = ask(clients[who], "POST", path, body, content_type, headers)
        assert answer.status_code < 500, f"{answer.status_code}: {who} {path} {content_type} {body[:500]!r}"

    send()


def ask(client, method, path, body=b"", content_type="", headers=None):
    """Send one request and take back what it did. Fails when the answer takes too long."""
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    began, on_clock = time.thread_time(), time.perf_counter()
    with transaction.atomic():
        answer = client.generic(method, path, body, content_type or "application/octet-stream", headers=headers or {})
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    took, waited = time.thread_time() - began, time.perf_counter() - on_clock
    client.cookies = cookies  # a session that it began was taken back too
    assert took < SLOWEST_SECONDS, f"{took:.1f} s: {method} {path} {body[:200]!r}"
    assert waited < LONGEST_WAIT_SECONDS, f"{waited:.1f} s: {method} {path} {body[:200]!r}"
    return answer


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.journey
def test_a_few_bodies(ground, endpoint):
    fuzz(ground, endpoint, FEW)


@pytest.mark.trust
def test_ten_thousand_bodies(ground, endpoint):
    before = peak_mib()
    fuzz(ground, endpoint, ceil(ALL_BODIES / N_ENDPOINTS))
    assert peak_mib() - before < MOST_MIB


def ask_queries_and_addresses(ground, n_each):
    world, clients, forms = ground
    known = [each for each in endpoints() if each.name in forms]
    names = st.sampled_from(["next", "part", "sort", "page", "q", "item", "words", "sitting", "kind", "encoding", "x"])

    @quickly(n_each)
    @given(who=ANYBODY, at=st.sampled_from(known), query=st.lists(st.tuples(names, texts), max_size=4), headers=HEADERS)
    def ask_page(who, at, query, headers):
        where = f"{at.path(world)}?{encoded(query).decode('latin-1')}"
        if len(where) < 60_000:  # servers refuse longer ones
            assert ask(clients[who], "GET", where, headers=headers).status_code < 500, where

    @quickly(n_each)
    @given(
        who=ANYBODY,
        at=st.sampled_from(known),
        part=ADDRESS_PARTS,
        method=st.sampled_from(["GET", "POST"]),
        data=st.data(),
    )
    def ask_address(who, at, part, method, data):
        pieces = at.path(world).split("/")
        place = data.draw(st.integers(1, len(pieces) - 1))
        where = "/".join([*pieces[:place], part, *pieces[place + 1 :]])
        assert ask(clients[who], method, where).status_code < 500, where

    ask_page()
    ask_address()


@pytest.mark.journey
def test_a_few_queries_and_addresses(ground):
    ask_queries_and_addresses(ground, 100)


@pytest.mark.trust
def test_many_queries_and_addresses(ground):
    ask_queries_and_addresses(ground, 2_000)


# --- the suite itself -------------------------------------------------------------------------------


@pytest.mark.journey
def test_every_address_opens_for_somebody(ground):
    """An address that refuses everybody is not fuzzed, whatever is sent to it."""
    world, clients, forms = ground
    closed = {
        endpoint.name
        for endpoint in endpoints()
        if endpoint.name in forms and not opens(endpoint, world, clients, forms)
    }
    assert " ".join(sorted(closed)) == " ".join(sorted(CLOSED))


def opens(endpoint, world, clients, forms):
    sent = [(form.path, "POST", encoded(first_values(form))) for form in forms[endpoint.name]]
    asked = product([(endpoint.path(world), "GET", b""), *sent], clients)
    return any(not is_refusal(ask(clients[who], method, path, body, FORM)) for (path, method, body), who in asked)


def first_values(form):
    return [(name, next(filter(None, values), "")) for name, values in form.fields.items()]


def is_refusal(answer):
    return answer.status_code in REFUSED or answer.headers.get("Location", "").startswith("/account/sign-in/")


@pytest.mark.journey
def test_pages_hold_the_forms_that_are_sent(ground):
    _world, _clients, forms = ground
    assert forms["courses:cohort-settings"][0].fields.keys() == {"name", "joining", "is_study_open"}
    assert any("sequence" in form.fields for form in forms["assessments:attempt-save"])
    assert len([name for name in forms if name]) > 60


@pytest.mark.journey
@pytest.mark.urls("tests.hostile.broken")
@pytest.mark.parametrize(("where", "said"), [("/breaks/", "500: "), ("/dawdles/", "s: POST /dawdles/")])
def test_a_view_that_breaks_or_dawdles_is_found(ground, where, said):
    world, clients, _forms = ground
    with pytest.raises(AssertionError, match=said):
        fuzz((world, clients, {"broken": [Sent(where, {})]}), Endpoint("broken", where), 1)
