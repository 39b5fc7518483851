"""``docs/content-format.md`` shows every key, in examples that are a course without problems."""

import re

import pytest
from django.conf import settings

from content.checks.schema import ALL_KEYS
from tests.content.builders import SVG, problems_in

PAGE = (settings.BASE_DIR / "docs" / "content-format.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```yaml (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def course(tmp_path):
    """The examples of the page, put together."""
    (tmp_path / "fire" / "media").mkdir(parents=True)
    (tmp_path / "fire" / "media" / "exits.svg").write_text(SVG)
    for name, text in EXAMPLE.findall(PAGE):
        file = tmp_path / name if name == "course.yaml" else tmp_path / "fire" / name
        with file.open("a", encoding="utf-8") as written:
            written.write(text)
    return tmp_path


def test_the_examples_are_a_course_without_problems(course):
    assert problems_in(course) == []


def test_every_key_is_in_an_example():
    examples = "".join(text for _, text in EXAMPLE.findall(PAGE))

    assert [key for key in sorted(ALL_KEYS) if not re.search(rf"^[ -]*{key}:", examples, re.MULTILINE)] == []
