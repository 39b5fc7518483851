"""Digests of questions and keys: the same for the same content, so that a change of it is seen."""

import hashlib
import json
from typing import Any


def digest(value: Any) -> str:
    """Return the SHA-256 of JSON values, the same for the same values whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
