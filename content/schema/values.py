"""The kinds of value an author can type.

Every scalar of a content file arrives as text, exactly as it was typed (``No``, ``1.10`` and
``08:30`` included). The types here convert that text and say in plain words what is expected.
"""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*")
# Source: ISO 639-1. Of the thousands of codes with three letters none is checked.
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
TWO_LETTER_LANGUAGES = frozenset(_ISO_639_1.split())

# An editor reads `number: 1.10` as a number before our schema is asked, so text may be any scalar.
_SCALAR = {"type": ["string", "number", "boolean"]}


class Part(BaseModel):
    """A mapping in a content file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Minutes(NamedTuple):
    """A planned duration. ``low`` equals ``high`` unless the author gave a range such as ``4-5``."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        low, high = (f"{value.normalize():f}" for value in self)
        return low if low == high else f"{low}-{high}"


def parse_minutes(value: Any) -> Minutes:
    """Return ``5``, ``1.5`` or ``4-5`` as minutes. Raises ValueError when it is none of these."""
    if isinstance(value, Minutes):
        return value
    first, dash, last = str(value).replace("–", "-").partition("-")
    try:
        low = Decimal(first.strip())
        high = Decimal(last.strip()) if dash else low
    except InvalidOperation:
        raise ValueError("should be minutes, such as 5, 1.5 or 4-5") from None
    if not (low.is_finite() and high.is_finite() and 0 < low <= high <= 600):
        raise ValueError("should be minutes above 0 and at most 600, the lower number first")
    if round(low, 2) != low or round(high, 2) != high:
        raise ValueError("should be minutes with at most two decimals, such as 7.5")
    return Minutes(low, high)


def parse_share(value: Any) -> Fraction:
    """Return ``1/2``, ``0.5`` or ``1`` as a fraction in [0, 1]. Raises ValueError otherwise."""
    if isinstance(value, Fraction):
        return value
    text = str(value).strip()
    if not re.fullmatch(r"\d{1,4}/\d{1,4}|\d(\.\d{1,6})?", text):
        raise ValueError("should be a share from 0 to 1, such as 1/2 or 0.5")
    try:
        share = Fraction(text)
    except ZeroDivisionError:
        raise ValueError("should be a share from 0 to 1, such as 1/2 or 0.5") from None
    if share > 1:
        raise ValueError("should be a share from 0 to 1, such as 1/2 or 0.5")
    return share


def _not_empty(value: str) -> str:
    if not value:
        raise ValueError("should not be empty")
    return value


def _slug(value: str) -> str:
    if len(value) > 60 or not SLUG.fullmatch(value):
        raise ValueError("should be a short id: lower-case letters, digits, hyphens and dots, such as country-team")
    return value


def _language(value: str) -> str:
    code = LANGUAGE.fullmatch(value) if len(value) <= 20 else None
    if code is None or (len(code[1]) == 2 and code[1] not in TWO_LETTER_LANGUAGES):
        raise ValueError("should be a language code, such as en, fr or zh-hans")
    return value


def _short(limit: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"should be at most {limit} characters; this has {len(value)}")
        return value

    return AfterValidator(check)


Format = Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})]
_text = AfterValidator(_not_empty)
Line = Annotated[str, _text, _short(300), WithJsonSchema({**_SCALAR, "maxLength": 300})]
Label = Annotated[str, _text, _short(120), WithJsonSchema({**_SCALAR, "maxLength": 120})]
Number = Annotated[str, _text, _short(20), WithJsonSchema({**_SCALAR, "maxLength": 20})]
Prose = Annotated[str, _text, _short(20_000), WithJsonSchema({**_SCALAR, "contentMediaType": "text/markdown"})]
Slug = Annotated[str, AfterValidator(_slug), WithJsonSchema({**_SCALAR, "pattern": f"^{SLUG.pattern}$"})]
Language = Annotated[
    str, AfterValidator(_language), WithJsonSchema({"type": "string", "pattern": f"^{LANGUAGE.pattern}$"})
]
Duration = Annotated[
    Minutes, BeforeValidator(parse_minutes), WithJsonSchema({"type": ["number", "string"], "examples": [5, "4-5"]})
]
Share = Annotated[
    Fraction, BeforeValidator(parse_share), WithJsonSchema({"type": ["number", "string"], "examples": ["1/2", 0.5]})
]
