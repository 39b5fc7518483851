"""The content format as pydantic models: one module per file an author writes."""

from content.schema.course import Course
from content.schema.lesson import Lesson
from content.schema.question import Bank

__all__ = ["Bank", "Course", "Lesson"]
