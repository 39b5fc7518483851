"""Why a key was made: what a person wrote as it is, and what the platform notes in the language of who reads it."""

import re

from django.utils.translation import gettext, gettext_noop

# The reason of a key that came from the lesson's files. All others were made on the platform.
LOADED = gettext_noop("Loaded from the files")
KEPT = gettext_noop("Decisions of instructors kept when the files changed")
FROM_OPTION = gettext_noop("Made from a multiple-choice option")
AGAIN = gettext_noop("Key %(number)s again")
WITHOUT = gettext_noop("Without what key %(number)s decided")
NUMBER = re.compile(r"\d+")


def shown_reason(reason: str) -> str:
    """Return the reason of a key as people read it. Those of the platform are kept in English."""
    found = NUMBER.search(reason)
    number = found[0] if found else ""
    known = {text % {"number": number}: text for text in (LOADED, KEPT, FROM_OPTION, AGAIN, WITHOUT)}
    return gettext(known[reason]) % {"number": number} if reason in known else reason
