from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import IntConverter


class RowKey(IntConverter):
    """The key of a row. Longer numbers lead nowhere: SQLite refuses them with an error."""

    regex = "[0-9]{1,18}"


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Make known what addresses of all apps use."""
        register_converter(RowKey, "key")
