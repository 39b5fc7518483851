"""The watch itself: pages that misbehave must be caught, or every other browser test proves less than it says."""

import pytest

BAD = {
    "console warning": ("<script>console.warn('careful')</script>", "console warning: careful"),
    "console error": ("<script>console.error('broken')</script>", "console error: broken"),
    "uncaught error": ("<script>throw new Error('uncaught')</script>", "error: uncaught"),
    "another host": (
        "<img src='http://elsewhere.invalid/x.png' alt=''>",
        "request to another host: http://elsewhere.invalid/x.png",
    ),
}


@pytest.mark.parametrize(("html", "problem"), BAD.values(), ids=BAD)
def test_misbehaviour_is_seen(laptop, watch, html, problem):
    laptop.set_content(f"<!doctype html><title>x</title>{html}")
    laptop.wait_for_load_state("networkidle")
    watch.expect(".")
    assert problem in watch.problems


def test_a_quiet_page_leaves_no_trace(laptop, live_server, watch):
    laptop.goto(f"{live_server.url}/static/admin/css/base.css")
    assert watch.problems == []


def test_axe_catches_a_picture_without_text(laptop, axe):
    laptop.set_content("<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(laptop)


def test_the_name_of_a_class_network_is_no_secure_context(phone, live_server):
    phone.goto(live_server.url.replace("localhost", "class.test") + "/static/admin/css/base.css")
    assert phone.evaluate("[location.hostname, isSecureContext]") == ["class.test", False]


def test_without_javascript_no_script_runs(no_js_context):
    page = no_js_context.new_page()
    page.set_content("<!doctype html><title>before</title><script>document.title = 'after'</script>")
    assert page.title() == "before"


def test_signed_in_by_cookie(laptop, live_server, sign_in, django_user_model):
    sign_in(laptop, django_user_model.objects.create_superuser("amina", "amina@example.org", "not used", name="Amina"))
    assert "<strong>Amina</strong>" in laptop.request.get(f"{live_server.url}/admin/").text()
