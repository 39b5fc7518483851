"""A first visit to the real server, with its compressed files, weighs less than 60 kB."""

import re

import pytest

from tests.journeys.test_run import free_port, server

FIRST_VISITS = ["/", "/join/", "/account/sign-in/"]
LEARNER_PAGES = [
    "/lessons/mission-partners/",
    "/lessons/mission-partners/slides/integrated-approach/",
    "/lessons/mission-partners/words/",
]
LIMIT_BYTES = 60_000


@pytest.fixture(scope="module")
def real_server(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("weight"), free_port()
    with server(folder / "var", port, folder / "log"):
        code = re.search(r"class code (\w+ \w+)", (folder / "log").read_text()).group(1)
        yield f"http://127.0.0.1:{port}", code


def weigh(context, address):
    """Return the bytes that a first visit brings over the network, everything counted."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.close()
    return sum(received)


def test_every_page_of_a_learner_is_light(browser, real_server):
    address, code = real_server
    context = browser.new_context()
    weights = {path: weigh(context, address + path) for path in FIRST_VISITS}
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Join your class").fill(code)
    page.get_by_role("button", name="Join class").click()
    page.get_by_label("What is your name?").fill("Visitor From Elsewhere")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I have written it down").click()
    page.get_by_role("heading", name="Do this now").wait_for()
    weights |= {path: weigh(context, address + path) for path in LEARNER_PAGES}
    context.close()
    assert {path: weight for path, weight in weights.items() if not 0 < weight < LIMIT_BYTES} == {}
    print(weights)
