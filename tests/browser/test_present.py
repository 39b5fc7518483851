"""An instructor presents: desk and class screen together, each alone, and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

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
        desk.get_by_text(f"frame {place} of {N_FRAMES}").wait_for()
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
    screen.keyboard.press("End")
    desk.wait_for_selector("#stage > [data-frame='summary-national-partners']")
    screen.keyboard.press("Home")
    desk.wait_for_selector("#stage > [data-frame='topic']")


def test_black_from_either_window(desk, screen):
    desk.bring_to_front()
    desk.keyboard.press("b")
    screen.wait_for_selector("[data-black]:not([hidden])")
    expect(desk.get_by_role("button", name="Black screen")).to_have_attribute("aria-pressed", "true")
    said = desk.get_by_text("The class screen is black.").first
    expect(said).to_be_visible()
    desk.get_by_role("button", name="Show it again").click()
    expect(said).to_be_hidden()
    expect(screen.locator("[data-black]")).to_be_hidden()
    desk.keyboard.press("b")
    screen.wait_for_selector("[data-black]:not([hidden])")
    screen.bring_to_front()
    screen.keyboard.press("b")
    desk.wait_for_selector("[data-do=black][aria-pressed=false]")
    expect(screen.locator("[data-black]")).to_be_hidden()
    expect(desk.locator("#say")).to_have_text("The class screen is shown again.")


def test_the_browsers_back_button_goes_one_frame_back(desk):
    for key in ("aim", "relevance"):
        desk.keyboard.press("ArrowRight")
        desk.wait_for_selector(f"#stage > [data-frame='{key}']")
    desk.go_back()
    desk.wait_for_selector("#stage > [data-frame='aim']")
    expect(desk.locator("#clock")).to_be_visible()


def test_single_keys_can_be_switched_off(desk):
    expect(desk.locator("[data-do=keys]")).to_have_text(re.compile(r"Single keys\s+on"), use_inner_text=True)
    desk.get_by_role("button", name="Single keys").click()
    expect(desk.locator("[data-do=keys]")).to_have_text(re.compile(r"Single keys\s+off"), use_inner_text=True)
    desk.keyboard.press("b")
    expect(desk.get_by_role("button", name="Black screen")).to_have_attribute("aria-pressed", "false")
    desk.reload()
    expect(desk.get_by_role("button", name="Single keys")).to_have_attribute("aria-pressed", "false")


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
    expect(screen.locator("[aria-current]")).to_have_text(["UN partners"])
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
    expect(desk.locator("[data-pace]")).to_contain_text("on time", use_inner_text=True)
    desk.evaluate(
        "localStorage.setItem('fieldschool.clock.mission-partners', JSON.stringify({taught: 600, since: null}))"
    )
    desk.reload()
    expect(desk.locator("[data-elapsed]")).to_have_text("10:00")
    expect(desk.locator("[data-pace]")).to_contain_text(re.compile(r"\d+ min behind"), use_inner_text=True)
    desk.get_by_role("button", name="Reset").click()
    expect(desk.locator("[data-elapsed]")).to_have_text("0:00")


def test_a_clock_left_running_overnight_offers_to_begin_again(desk):
    yesterday = "JSON.stringify({taught: 0, since: Date.now() - 15 * 3600 * 1000})"
    desk.evaluate(f"localStorage.setItem('fieldschool.clock.mission-partners', {yesterday})")
    desk.reload()
    forgotten = desk.get_by_text("The clock counts more than four hours")
    forgotten.wait_for()
    desk.get_by_role("button", name="Reset").click()
    expect(forgotten).to_be_hidden()
    expect(desk.locator("[data-elapsed]")).to_have_text("0:00")
    expect(desk.get_by_role("button", name="Start clock")).to_be_visible()


def test_a_click_on_the_notes_leaves_a_clicker_its_keys(desk):
    notes = desk.locator(".script")

    def click_into_notes():
        box = notes.bounding_box()
        notes.click(position={"x": 5, "y": box["height"] / 2})
        assert notes.evaluate("notes => document.activeElement === notes")

    click_into_notes()
    desk.keyboard.press("ArrowRight")
    desk.wait_for_selector("#stage > [data-frame='aim']")
    click_into_notes()
    notes.evaluate("notes => { notes.firstElementChild.style.marginBlockEnd = '3000px'; }")
    desk.keyboard.press("PageDown")
    expect(notes).not_to_have_js_property("scrollTop", 0)
    assert at(desk) == "aim"
    notes.evaluate("notes => { notes.firstElementChild.style.marginBlockEnd = ''; notes.style.maxBlockSize = 'none'; }")
    desk.keyboard.press("PageDown")
    desk.wait_for_selector("#stage > [data-frame='relevance']")


def test_notes_grow_and_show_the_core_only(desk, live_server, axe):
    desk.goto(f"{live_server.url}/lessons/mission-partners/present/integrated-approach/")
    optional = desk.locator(".script .optional").first
    expect(optional).to_be_visible()
    desk.get_by_role("button", name="Core only").click()
    expect(optional).to_be_hidden()
    size = desk.locator("[data-notes-text]").evaluate("e => getComputedStyle(e).fontSize")
    desk.get_by_role("button", name="Larger notes").click()
    assert desk.locator("[data-notes-text]").evaluate("e => getComputedStyle(e).fontSize") != size
    desk.keyboard.press("ArrowRight")
    desk.wait_for_selector("#stage > [data-frame='national-partners']")
    expect(desk.get_by_role("button", name="Core only")).to_have_attribute("aria-pressed", "true")
    axe(desk)


def test_desk_and_screen_work_without_javascript(no_js_context, sign_in, world, live_server):
    page = no_js_context.new_page()
    sign_in(no_js_context, world.instructor)
    page.goto(f"{live_server.url}/lessons/mission-partners/present/")
    for _ in range(N_FRAMES - 1):
        page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("h2 >> nth=0")).to_have_text("Summary 4 of 4")
    expect(page.locator("main")).to_contain_text(f"frame {N_FRAMES} of {N_FRAMES}", use_inner_text=True)
    page.get_by_text("Go to").click()
    expect(page.locator(".plan")).to_contain_text(
        f"{N_FRAMES} frames: 5 to open · 15 slides · 1 to open an activity · 4 to sum up"
    )
    page.goto(f"{live_server.url}/lessons/mission-partners/present/screen/")
    expect(page.locator(".frame")).to_have_count(N_FRAMES)
    assert all(frame.is_visible() for frame in page.locator(".frame").all())
