"""The answers that a blank knows, as boxes to tick."""

from typing import Any

from django import forms


class KnownAnswers(forms.CheckboxSelectMultiple):
    """Answers that a blank knows, to take some out: those that are marked, and others as many as are read at a glance.

    A blank may know hundreds. ``sought`` is what is to be in the others.
    """

    at_a_glance = 40
    sought = ""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        groups = super().optgroups(name, value, attrs)
        others = [each for each in groups if not each[1][0]["selected"] and self._is_sought(each[1][0]["label"])]
        return [*(each for each in groups if each[1][0]["selected"]), *others[: self.at_a_glance]]

    def _is_sought(self, text: str) -> bool:
        return self.sought.casefold() in text.casefold()

    @property
    def is_long(self) -> bool:
        """Whether there are more answers than are shown."""
        return len(list(self.choices)) > self.at_a_glance
