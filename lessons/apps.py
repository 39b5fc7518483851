from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import StringConverter


class ContentId(StringConverter):
    """An id as authors write it in content files. Nothing else reaches the database."""

    regex = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"


class Digest(StringConverter):
    """The SHA-256 of a file."""

    regex = r"[0-9a-f]{64}"


class LessonsConfig(AppConfig):
    name = "lessons"

    def ready(self) -> None:
        """Make known what all addresses below ``lessons/`` use, of whatever app."""
        register_converter(ContentId, "id")
        register_converter(Digest, "digest")
