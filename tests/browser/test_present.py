"""An instructor presents: desk and class screen together, each alone, and by keyboard."""

import re

import pytest

N_FRAMES = 5 + 16 + 4


@pytest.fixture
def desk(laptop, sign_in, world, live_server):
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/lessons/mission-partners/present/")
    return laptop


@pytest.fixture
def screen(desk):
    with desk.expect_popup() as popup:
        desk.get_by_role("link", name="Open the class screen").click()
    popup.value.wait_for_selector("[data-on]")
    return popup.value


def shown(screen):
    return screen.evaluate("document.querySelector('[data-on]').dataset.frame")


def at(desk):
    return desk.evaluate("document.querySelector('#stage > [data-frame]').dataset.frame")


def test_all_frames_are_presented_by_keyboard_and_the_screen_follows(desk, screen):
    desk.bring_to_front()
    seen = [at(desk)]
    for place in range(2, N_FRAMES + 1):
        desk.keyboard.press("ArrowRight")
        desk.get_by_role("heading", name=re.compile(f"Frame {place} of {N_FRAMES}")).wait_for()
        seen.append(at(desk))
        screen.wait_for_selector(f"[data-frame='{seen[-1]}'][data-on]")
    assert len(set(seen)) == N_FRAMES
    assert seen[0] == "topic"
    assert seen[-1] == "summary-national-partners"
    desk.keyboard.press("ArrowRight")
    assert at(desk) == seen[-1]


def test_a_clicker_at_the_screen_moves_the_desk(desk, screen):
    screen.bring_to_front()
    screen.keyboard.press("PageDown")
    assert shown(screen) == "aim"
    desk.wait_for_selector("#stage > [data-frame='aim']")
    screen.keyboard.press("PageUp")
    desk.wait_for_selector("#stage > [data-frame='topic']")


def test_black_from_either_window(desk, screen):
    desk.bring_to_front()
    desk.keyboard.press("b")
    screen.wait_for_selector("[data-black]:not([hidden])")
    assert desk.get_by_role("button", name="Black screen").get_attribute("aria-pressed") == "true"
    screen.bring_to_front()
    screen.keyboard.press("b")
    desk.wait_for_selector("[data-do=black][aria-pressed=false]")
    assert screen.locator("[data-black]").is_hidden()


def test_the_browsers_back_button_goes_one_frame_back(desk):
    for key in ("aim", "relevance"):
        desk.keyboard.press("ArrowRight")
        desk.wait_for_selector(f"#stage > [data-frame='{key}']")
    desk.go_back()
    desk.wait_for_selector("#stage > [data-frame='aim']")
    assert desk.locator("#clock").is_visible()


def test_single_keys_can_be_switched_off(desk):
    desk.get_by_role("button", name="Single keys").click()
    desk.keyboard.press("b")
    assert desk.get_by_role("button", name="Black screen").get_attribute("aria-pressed") == "false"
    desk.reload()
    assert desk.get_by_role("button", name="Single keys").get_attribute("aria-pressed") == "false"


def test_a_screen_opened_late_shows_where_the_desk_is(desk, live_server):
    desk.goto(f"{live_server.url}/lessons/mission-partners/present/icrc/")
    late = desk.context.new_page()
    late.goto(f"{live_server.url}/lessons/mission-partners/present/screen/")
    late.wait_for_selector("[data-frame=icrc][data-on]")


def test_overview_shape_and_colours_of_the_screen(desk, live_server, axe):
    screen = desk
    screen.goto(f"{live_server.url}/lessons/mission-partners/present/screen/#un-partners")
    screen.wait_for_selector("[data-frame=un-partners][data-on]")
    axe(screen)
    screen.keyboard.press("l")
    axe(screen)
    screen.keyboard.press("r")
    box = screen.locator("[data-on]").bounding_box()
    assert round(box["width"] / box["height"], 2) == 1.33
    screen.keyboard.press("o")
    axe(screen)
    assert screen.locator("[aria-current]").all_inner_texts() == ["UN partners"]
    assert screen.evaluate("document.activeElement.textContent") == "UN partners"
    screen.get_by_role("link", name="The integrated approach").click()
    assert shown(screen) == "integrated-approach"


@pytest.mark.parametrize("viewport", [(1280, 720), (1920, 1080), (1024, 768)])
def test_no_frame_is_cut_on_the_screen(desk, live_server, viewport):
    screen = desk.context.new_page()
    screen.set_viewport_size({"width": viewport[0], "height": viewport[1]})
    screen.goto(f"{live_server.url}/lessons/mission-partners/present/screen/")
    cut = []
    for _ in range(N_FRAMES):
        if screen.evaluate(
            "(() => { const f = document.querySelector('[data-on]'); return f.scrollHeight > f.clientHeight + 1; })()"
        ):
            cut.append(shown(screen))
        screen.keyboard.press("PageDown")
    assert cut == []


def test_the_clock_tells_ahead_and_behind_and_survives_a_reload(desk):
    desk.get_by_role("button", name="Start clock").click()
    desk.locator("[data-pace]").wait_for()
    assert "on time" in desk.locator("[data-pace]").inner_text()
    desk.evaluate(
        "localStorage.setItem('fieldschool.clock.mission-partners', JSON.stringify({taught: 600, since: null}))"
    )
    desk.reload()
    assert desk.locator("[data-elapsed]").inner_text() == "10:00"
    assert re.search(r"\d+ min behind", desk.locator("[data-pace]").inner_text())
    desk.get_by_role("button", name="Reset").click()
    assert desk.locator("[data-elapsed]").inner_text() == "0:00"


def test_a_clock_left_running_overnight_offers_to_begin_again(desk):
    yesterday = "JSON.stringify({taught: 0, since: Date.now() - 15 * 3600 * 1000})"
    desk.evaluate(f"localStorage.setItem('fieldschool.clock.mission-partners', {yesterday})")
    desk.reload()
    forgotten = desk.get_by_text("The clock counts more than four hours")
    forgotten.wait_for()
    desk.get_by_role("button", name="Reset").click()
    assert (forgotten.is_visible(), desk.locator("[data-elapsed]").inner_text()) == (False, "0:00")
    assert desk.get_by_role("button", name="Start clock").is_visible()


def test_notes_grow_and_show_the_core_only(desk, live_server, axe):
    desk.goto(f"{live_server.url}/lessons/mission-partners/present/integrated-approach/")
    optional = desk.locator(".script .optional").first
    assert optional.is_visible()
    desk.get_by_role("button", name="Core only").click()
    assert optional.is_hidden()
    size = desk.locator("[data-notes-text]").evaluate("e => getComputedStyle(e).fontSize")
    desk.get_by_role("button", name="Larger notes").click()
    assert desk.locator("[data-notes-text]").evaluate("e => getComputedStyle(e).fontSize") != size
    desk.keyboard.press("ArrowRight")
    desk.wait_for_selector("#stage > [data-frame='national-partners']")
    assert desk.get_by_role("button", name="Core only").get_attribute("aria-pressed") == "true"
    axe(desk)


def test_desk_and_screen_work_without_javascript(no_js_context, sign_in, world, live_server):
    page = no_js_context.new_page()
    sign_in(no_js_context, world.instructor)
    page.goto(f"{live_server.url}/lessons/mission-partners/present/")
    for _ in range(N_FRAMES - 1):
        page.get_by_role("link", name="Next", exact=True).click()
    assert f"Frame {N_FRAMES} of {N_FRAMES}" in page.inner_text("h2 >> nth=0")
    page.goto(f"{live_server.url}/lessons/mission-partners/present/screen/")
    assert page.locator(".frame").count() == N_FRAMES
    assert all(frame.is_visible() for frame in page.locator(".frame").all())
