"""How names and codes that people type are compared."""

import unicodedata


def name_key(name: str) -> str:
    """Return ``name`` as it is compared: without case, accents, punctuation or extra spaces.

    >>> name_key("  Amélie  N'Diaye ") == name_key("amelie ndiaye")
    True
    """
    # Decomposing can make capitals out of symbols, and folding can make composed letters: hence twice.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = (letter for letter in decomposed if letter.isalnum() or letter.isspace() or letter == "-")
    return " ".join("".join(" " if letter == "-" else letter for letter in kept).split())


def tidy_name(name: str) -> str:
    """Return ``name`` as it is shown: composed letters, single spaces, no control characters."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(letter for letter in composed if letter.isprintable()).split())
