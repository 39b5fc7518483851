"""The content format as JSON Schema, which editors use to complete keys and to mark mistakes."""

from typing import Any

from content.schema import Bank, Course, Lesson
from content.schema.values import Part

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[Part]] = {"course": Course, "lesson": Lesson, "questions": Bank}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each content file by its name without ``.yaml``."""
    return {name: {"$schema": DIALECT, **part.model_json_schema()} for name, part in FILES.items()}
