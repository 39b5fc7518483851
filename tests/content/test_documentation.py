"""``docs/content-format.md`` shows every key, in examples that are a course without problems."""

import re
from typing import get_args, get_origin

import pytest
from django.conf import settings

from content.schema.export import FILES
from content.schema.keys import ALL_KEYS
from content.schema.values import Part
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


def parts_of(part, path=""):
    """Yield where a part of the format stands, as the messages of ``check_content`` say it, and its model."""
    yield path, part
    for name, field in part.model_fields.items():
        if name == "shared":  # the page says that it takes the same keys as a blank
            continue
        for inner, is_list in models_in(field.annotation):
            kind = f" ({name_of(inner)})" if "type" in inner.model_fields else ""
            yield from parts_of(inner, f"{path}.{name}{'[]' if is_list else ''}{kind}".removeprefix("."))


def models_in(annotation, *, is_list=False):
    """Yield the models that a value of a field may be, each with whether the field holds a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation, is_list
    for inner in get_args(annotation):
        yield from models_in(inner, is_list=is_list or get_origin(annotation) is list)


def name_of(question):
    (name,) = get_args(question.model_fields["type"].annotation)
    return name


def required_keys():
    """Return the rows of the table: file, places, and the keys that must be there."""
    rows = []
    for name, part in FILES.items():
        places = {}
        for path, inner in parts_of(part):
            keys = " ".join(f"`{key}`" for key, field in inner.model_fields.items() if field.is_required())
            places.setdefault((inner, keys), []).append(f"`{path}`" if path else f"{name}.yaml")
        rows += [f"| {' '.join(dict.fromkeys(paths))} | {keys} |" for (_, keys), paths in places.items() if keys]
    return rows


def test_the_keys_that_must_be_there_are_listed():
    assert [line for line in PAGE.splitlines() if line in required_keys()] == required_keys()
