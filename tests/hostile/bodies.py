"""Bodies that nobody should send: forms with values out of every range, JSON that is no protocol, bytes."""

import json
from urllib.parse import quote_plus

from hypothesis import strategies as st

BOUNDARY = "XxBoundaryxX"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
NASTY_TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u2066",
    "\ufeff",
    "e\u0301" * 200,
    "\U0001f600" * 50,
    "A" * 300,
    "A" * 70_000,
    "\r\n\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% debug %}",
    "' OR 1=1 --",
    "%s%n%x",
    "../../../etc/passwd",
    "=cmd|'/c calc'!A0",
    "null",
    "None",
    "true",
    "[]",
    "{}",
    "nan",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-0",
    "0",
    "-1",
    "1.5",
    "1,5",
    "²",
    "١٢٣",
    "１２",
    "0x10",
    "1_000",
    " 7 ",
    str(2**31 - 1),
    str(2**31),
    str(-(2**31) - 1),
    str(2**63),
    str(-(2**63) - 1),
    "9" * 400,
    "9" * 5000,
    "0001-01-01T00:00",
    "9999-12-31T23:59:59",
    "10000-01-01",
    "2026-02-30",
    "2026-03-29T02:30",
    "00000000-0000-0000-0000-000000000000",
    "http://evil.example/",
    "//evil.example",
    "\\\\evil.example",
]
NASTY_NUMBERS = [0, -1, 1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 10**400, -(2**63) - 1, 0.5, 1e308]
texts = st.one_of(st.sampled_from(NASTY_TEXTS), st.text(max_size=40), st.integers().map(str))
names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz-_0123456789", min_size=1, max_size=12)
keys = st.sampled_from(
    [
        "events",
        "newest",
        "event",
        "position",
        "sequence",
        "answer",
        "typed_at",
        "0",
        "1",
        "team",
        "",
        "\x00",
        "__proto__",
    ]
)
leaves = st.one_of(st.none(), st.booleans(), st.sampled_from(NASTY_NUMBERS), st.sampled_from(NASTY_TEXTS), st.floats())
trees = st.recursive(
    leaves, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=5), max_leaves=12
)
uuids = st.uuids().map(str)
events = st.fixed_dictionaries(
    {
        "event": st.one_of(uuids, leaves, trees),
        "position": st.one_of(st.integers(0, 5), leaves),
        "sequence": st.one_of(st.integers(0, 9), leaves),
        "answer": trees,
    },
    optional={"typed_at": texts, "more": trees},
)
SAVES = st.fixed_dictionaries({"events": st.one_of(st.lists(events, max_size=5), trees)})
SUBMISSIONS = st.fixed_dictionaries({"newest": st.one_of(st.dictionaries(texts, leaves, max_size=4), trees)})
# Bodies of endpoints that take JSON. Others get them too: nothing may break on what it does not take.
PROTOCOLS = {"assessments:attempt-save": SAVES, "assessments:attempt-submit": SUBMISSIONS}


def to_json(value):
    """Return JSON as a hostile client writes it: with NaN, lone surrogates and numbers of any size."""
    return json.dumps(value).encode()


def deep(depth):
    return b'{"events":' + b"[" * depth + b"]" * depth + b"}"


RAW = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"{",
            b'{"events": [], "events": [1]}',
            b'{"events": NaN}',
            b'{"events": 1e999}',
            b'{"events": "\\ud800"}',
            b'{"newest": {"0": ' + b"9" * 5000 + b"}}",
            deep(200),
            deep(100_000),
            b"\xff\xfe{\x00}\x00",
            b"\xef\xbb\xbf{}",
            b"&" * 2000,
            b"a=1&" * 2000,
            b"=",
            b"%",
            b"a=%zz&b=%00&c=%ud800",
            b"a=" + b"A" * 1_100_000,
        ]
    ),
)
TYPES = st.sampled_from(
    [
        FORM,
        JSON,
        MULTIPART,
        "text/plain",
        "",
        "application/xml",
        "multipart/form-data",
        "x" * 300,
        f"{FORM}; charset=utf-7",
    ]
)


def quoted(text):
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def encoded(pairs):
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs).encode()


def multipart(pairs, files):
    """Return a multipart body, which need not be a good one."""
    parts = []
    for name, value in pairs:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted(name)}"\r\n\r\n'
        parts.append(head.encode() + value.encode("utf-8", "surrogatepass") + b"\r\n")
    for name, file_name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted(name)}"; filename="{quoted(file_name)}"'
        parts.append(head.encode() + b"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


FILES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"Name\nAmina\n",
            b"\xff\xfeN\x00a\x00",
            b"PK\x03\x04" + b"\x00" * 60,
            b"PK\x05\x06" + b"\x00" * 18,
            b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
            b'Name\n"open',
            b"Name," * 60 + b"\n",
            ("Name\n" + "x\n" * 6000).encode(),
            b"Name\n" + b"A" * 5000,
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ]
    ),
)


@st.composite
def bodies(draw, fields, protocol=None):
    """Draw a content type and a body for an address whose forms send ``fields`` (name to the values on the page)."""
    kind = draw(st.sampled_from(["form"] * 5 + ["multipart", "multipart", "json", "raw"]))
    if protocol is not None and draw(st.booleans()):
        return JSON, to_json(draw(st.one_of(protocol, trees)))
    if kind == "raw":
        return draw(TYPES), draw(RAW)
    if kind == "json":
        return JSON, to_json(draw(st.one_of(trees, SAVES, SUBMISSIONS)))
    pairs = [(name, _usual(draw, values)) for name, values in fields.items() if name != "csrfmiddlewaretoken"]
    for _ in range(draw(st.integers(0, 3))):
        pairs = _changed(draw, pairs)
    if kind == "form":
        return FORM, encoded(pairs)
    usual = [name for name, _value in pairs] or ["file"]
    files = draw(st.lists(st.tuples(st.sampled_from([*usual, "file"]), texts, FILES), max_size=2))
    body = multipart(pairs, files)
    cut = draw(st.one_of(st.just(len(body)), st.integers(0, len(body))))
    return MULTIPART, body[:cut]


def _usual(draw, values):
    return draw(st.sampled_from(values)) if values else ""


def _changed(draw, pairs):
    """Return a form with one thing wrong: a value, a field left out, sent twice or made up."""
    what = draw(st.sampled_from(["value", "value", "value", "leave", "twice", "more", "many"]))
    if what == "more" or not pairs:
        return [*pairs, (draw(names), draw(texts))]
    if what == "many":
        return [*pairs, *[(f"x{number}", "1") for number in range(1200)]]
    at = draw(st.integers(0, len(pairs) - 1))
    name, _value = pairs[at]
    if what == "leave":
        return pairs[:at] + pairs[at + 1 :]
    if what == "twice":
        return [*pairs, (name, draw(texts))]
    return [*pairs[:at], (name, draw(texts)), *pairs[at + 1 :]]


ADDRESS_PARTS = st.sampled_from(
    [
        "0",
        "1",
        "999999999",
        str(2**31),
        str(2**63),
        "9" * 30,
        "9" * 400,
        "x",
        "%00",
        "a%00b",
        "%ED%A0%80",
        "..%2f",
        "-1",
        "²",
    ]
)
