"""An administrator brings in a course through the browser."""

from tests.browser.looks import look_at
from tests.content.archives import zipped
from tests.content.builders import edit, lesson_file, write_course
from tests.factories import UserFactory


def test_problems_then_a_difference_then_it_is_loaded(world, live_server, laptop, sign_in, axe, watch, tmp_path):
    watch.expect("status of 422")
    course = write_course(tmp_path)
    edit(lesson_file(course), "language: en", "language: English")
    sign_in(laptop, UserFactory(is_staff=True, is_superuser=True, name="Adam"))
    laptop.goto(f"{live_server.url}/content/import/")
    send(laptop, tmp_path, zipped(course))
    laptop.get_by_role("heading", name="1 problem, so nothing was loaded").wait_for()
    look_at(laptop, axe)
    edit(lesson_file(course), "language: English", "language: en")
    send(laptop, tmp_path, zipped(course))
    laptop.get_by_role("heading", name="What would change").wait_for()
    look_at(laptop, axe)
    laptop.get_by_role("button", name="Load it").click()
    laptop.get_by_text("Loaded: 1 course").wait_for()
    look_at(laptop, axe)


def send(page, folder, content):
    file = folder / "course.zip"
    file.write_bytes(content)
    page.get_by_label("Course folder as a zip archive").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
