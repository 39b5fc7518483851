"""What ``course.yaml`` may say."""

from pydantic import Field

from content.schema.values import Format, Label, Language, Line, Number, Part, Prose, Slug


class Module(Part):
    """A part of a course: an ordered list of lessons, named by their folders."""

    id: Slug
    number: Number
    title: Line
    lessons: list[Slug] = Field(min_length=1, description="lesson folders, in teaching order")


class Course(Part):
    """A course: modules of lessons, in one language and edition."""

    format: Format
    id: Slug
    title: Line
    edition: Label
    language: Language
    licence: Prose = Field(description="who may use the content and on which terms")
    about: Prose | None = None
    modules: list[Module] = Field(min_length=1)
