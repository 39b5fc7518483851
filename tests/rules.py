"""The rules of docs/architecture.md, each as a function from a file to the problems in it.

A rule gets the path of a file (relative to the project) and its text. ``tests/test_architecture.py`` runs them
over every file, and over small samples that each rule must catch.
"""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).parent.parent
LOWER = {"accounts", "courses", "lessons"}
MAY_IMPORT = {
    "accounts": set(),
    "courses": {"accounts"},
    "lessons": {"accounts", "courses"},
    "activities": LOWER,
    "assessments": LOWER,
    "delivery": LOWER | {"activities", "assessments"},
    "records": LOWER | {"activities", "assessments", "delivery"},
    "content": {"accounts", "courses", "lessons", "activities", "assessments"},
    "operations": {"accounts", "courses", "lessons", "assessments", "delivery", "config"},
    "config": set(),
}
APPS = set(MAY_IMPORT) - {"config"}
MAY_IMPORT["config.urls"] = APPS
# The streams of live classes stand beside Django, and are counted.
MAY_IMPORT["config.asgi"] = {"delivery", "operations"}
OURS = APPS | {"config", "tests", "manage"}

# The rooms that every app may have, and the pure modules that each has besides.
ROOMS = {"__init__", "models", "access", "actions", "views", "forms", "urls", "admin", "apps", "reports", "exports"}
ROOMS |= {"management", "migrations", "templatetags"}
ROOMS_OF_PAGES = {"reports", "forms", "exports", "views", "urls"}
OWN_ROOMS = {
    "accounts": {"adapter", "agents", "context_processors", "middleware"},
    "courses": {
        "audit",
        "bell",
        "codes",
        "demo",
        "middleware",
        "names",
        "qr",
        "rosters",
        "rows",
        "shown_pins",
        "spreadsheets",
        "staff",
    },
    "lessons": {"deck", "fitting", "prose"},
    "activities": {"circles", "fitting", "guest_codes", "phases", "places", "points"},
    "assessments": {
        "agreement",
        "answers",
        "assembly",
        "benchmark",
        "blinding",
        "candidates",
        "certificates",
        "choices",
        "coverage",
        "demo",
        "digests",
        "evaluation",
        "key_edits",
        "key_reasons",
        "lesson_keys",
        "notes",
        "ordering",
        "points",
        "results",
        "scoring",
        "sheets",
        "statements",
        "statistics",
        "stems",
    },
    "delivery": {"benchmark", "clock", "devices", "kept", "pacing", "plan", "state", "tally", "today", "transport"},
    "records": {"middleware", "verbs"},
    "content": {"checks", "loader", "schema"}  # packages
    | {"archives", "documents", "files", "media", "nodes", "pack", "problems", "reader", "slips", "svg", "syntax"},
    "operations": {"backups", "doctor", "logs", "metrics", "middleware", "readiness", "upgrading"},
    "config": {
        "__init__",
        "asgi",
        "data_folder",
        "environment",
        "formats",
        "laptop",
        "network",
        "queued_sqlite",
        "settings",
        "sqlite",
        "start",
    }
    | {"benchmark_settings", "static_files", "threads", "urls", "warming", "wsgi"},
}

MAX_MODULE, MAX_VIEWS, MAX_FUNCTION, MAX_TEMPLATE = 400, 300, 60, 150
MAX_TEMPLATE_LINE = 160
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
NAMES_ON_SCREEN = {"Fieldschool"}
MARKUP = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>|&\w+;""")
NAMES = (ast.Name, ast.alias)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@cache
def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a module. Several rules ask for the same one."""
    return ast.parse(text)


@cache
def nodes(text: str) -> list[ast.AST]:
    """Return every node of the syntax tree of a module."""
    return list(ast.walk(parsed(text)))


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: ``c`` in ``a.b.c()``; empty where a result is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def package(path: PurePosixPath) -> str:
    """Return whose imports a file answers for: its top folder, or one of the modules that join apps."""
    module = path.as_posix().removesuffix(".py").replace("/", ".")
    return module if module in MAY_IMPORT else path.parts[0]


def imports(found_nodes: Iterable[ast.AST]) -> list[tuple[int, str]]:
    """Return line and dotted name of every import among the nodes; a relative one begins with a dot."""
    found = []
    for node in found_nodes:
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, "." * node.level + (node.module or "")))
    return found


def import_direction(path: PurePosixPath, text: str) -> list[str]:
    """An app imports only what the table allows; nothing of ours imports tests or manage.py."""
    owner = package(path)
    allowed = MAY_IMPORT[owner] | {path.parts[0]}
    return [
        f"{path}:{line}: {owner} imports {name}"
        for line, name in imports(nodes(text))
        if name.startswith(".") or (name.split(".")[0] in OURS and name.split(".")[0] not in allowed)
    ]


def knows_no_pages(path: PurePosixPath, text: str) -> list[str]:
    """A change of state, and what a class learned, read no report, form, export or view: those are made of them."""
    own = {part.removesuffix(".py") for part in path.parts} & {"actions", "evaluation"}
    found = [(line, name) for line, name in _named_imports(text) if room_of(name) in ROOMS_OF_PAGES]
    return [f"{path}:{line}: {room} imports {name}" for room in own for line, name in found]


def pure_modules(path: PurePosixPath, text: str) -> list[str]:
    """What calls itself pure knows no database, nor does any module of ours that it imports."""
    if "Pure" not in (ast.get_docstring(parsed(text)) or ""):
        return []
    return [f"{path}:{line}: is not pure: {name}" for line, name in _named_imports(text) if knows_database(name)]


def knows_database(name: str) -> bool:
    """Return whether a module, or one of ours that it leads to, imports from ``django.db``."""
    seen: set[str] = set()
    ahead = {name}
    while ahead:
        seen |= ahead
        ahead = {each for found in ahead for each in _leads_to(found)} - seen
    return any(each.startswith("django.db") for each in seen)


@cache
def _leads_to(name: str) -> set[str]:
    """Return what a module of ours imports; nothing for any other."""
    place = PROJECT.joinpath(*name.split("."))
    file = next((each for each in (place.with_suffix(".py"), place / "__init__.py") if each.is_file()), None)
    found = nodes(file.read_text("utf-8")) if file else []
    parts = [(node.module, each.name) for node in found if isinstance(node, ast.ImportFrom) for each in node.names]
    return {each for _line, each in imports(found)} | {f"{module}.{part}" for module, part in parts}


def _named_imports(text: str) -> list[tuple[int, str]]:
    """Return line and dotted name of every import, also of what comes from an app itself."""
    return [*imports(nodes(text)), *((node.lineno, each) for node in nodes(text) for each in _imported_names(node))]


def _imported_names(node: ast.AST) -> list[str]:
    """Return the dotted names of what is imported from an app itself, such as ``courses.reports``."""
    is_of_app = isinstance(node, ast.ImportFrom) and node.module in APPS
    return [f"{node.module}.{alias.name}" for alias in node.names] if is_of_app else []


def room_of(name: str) -> str:
    """Return the first room in the dotted name of a module of ours; empty for any other."""
    app, *parts = name.split(".")
    return next((part for part in parts if part in ROOMS), "") if app in APPS else ""


def no_hidden_imports(path: PurePosixPath, text: str) -> list[str]:
    """No import inside a function, and none by name at run time."""
    functions = [node for node in nodes(text) if isinstance(node, FUNCTIONS)]
    inside = {
        f"{path}:{line}: imports {name} in a function" for each in functions for line, name in imports(ast.walk(each))
    }
    calls = [node for node in nodes(text) if isinstance(node, ast.Call)]
    dynamic = {
        f"{path}:{call.lineno}: {ast.unparse(call.func)}() hides an import"
        for call in calls
        if called_name(call) in {"import_module", "import_string", "__import__", "get_model"}
    }
    return sorted(inside | dynamic)


def known_rooms(path: PurePosixPath, text: str) -> list[str]:
    """A module of an app is a room that every app has, or one that the table names."""
    app, name = path.parts[0], path.parts[1].removesuffix(".py")
    known = OWN_ROOMS[app] | (ROOMS if app in APPS else set())
    return [] if name in known else [f"{path}: is no room of {app}; see docs/architecture.md"]


def module_length(path: PurePosixPath, text: str) -> list[str]:
    is_views = path.name == "views.py" or path.parent.name == "views"
    return too_long(path, text, MAX_VIEWS if is_views and path.parts[0] in APPS else MAX_MODULE)


def template_length(path: PurePosixPath, text: str) -> list[str]:
    return too_long(path, text, MAX_TEMPLATE)


def template_lines(path: PurePosixPath, text: str) -> list[str]:
    lengths = enumerate(map(len, text.splitlines()), start=1)
    too_wide = [(number, n) for number, n in lengths if n > MAX_TEMPLATE_LINE]
    return [f"{path}:{number}: {n} characters, at most {MAX_TEMPLATE_LINE}" for number, n in too_wide]


def too_long(path: PurePosixPath, text: str, limit: int) -> list[str]:
    n_lines = len(text.splitlines())
    return [f"{path}: {n_lines} lines, at most {limit}"] if n_lines > limit else []


def function_length(path: PurePosixPath, text: str) -> list[str]:
    functions = [node for node in nodes(text) if isinstance(node, FUNCTIONS[:2])]
    lengths = [(each, each.end_lineno - each.lineno + 1) for each in functions]
    return [f"{path}:{each.lineno}: {each.name} has {n} lines" for each, n in lengths if n > MAX_FUNCTION]


def trusted_text(path: PurePosixPath, text: str) -> list[str]:
    """Only the Markdown filter may say that text is safe HTML. Elsewhere SafeString is but a type."""
    named = [
        (node, node.id if isinstance(node, ast.Name) else node.name) for node in nodes(text) if isinstance(node, NAMES)
    ]
    called = [(node, called_name(node)) for node in nodes(text) if isinstance(node, ast.Call)]
    made = [node.lineno for node, name in named if name in {"mark_safe", "html_safe"}]
    made += [node.lineno for node, name in called if name in {"SafeString", "SafeText"}]
    return [] if path.as_posix() == "lessons/prose.py" else [f"{path}:{line}: trusts text" for line in made]


def search(patterns: dict[str, str]):
    """Return a rule that finds regular expressions; the table says what each one means."""
    compiled = [(re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in patterns.items()]

    def rule(path: PurePosixPath, text: str) -> list[str]:
        return [
            f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {meaning}: {match.group().strip()}"
            for pattern, meaning in compiled
            for match in pattern.finditer(text)
        ]

    return rule


inline_code = search(
    {
        r"<script(?![^>]*\ssrc=)[^>]*>": "inline script",
        r"<style\b": "inline style",
        r"\sstyle\s*=": "inline style",
        r"\s(?:hx-)?on[a-z:-]+\s*=": "inline handler",
        r"javascript:": "inline script",
        r"\|\s*safe(?:seq)?\b": "trusts text",
        r"{%\s*autoescape\s+off": "trusts text",
    }
)
physical_css = search(
    {
        r"\b(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b": "one side only",
        r"\bborder-(?:top|bottom)-(?:left|right)-radius\b": "one side only",
        r"(?<![-\w])(?:left|right)\s*:": "one side only",
        r"\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b": "one side only",
    }
)
# An audit row or an event points at them, and writing one shares their key. Whoever holds all of such a row waits for
# somebody who holds another row and is about to write what happened, and who waits in turn.
locked_keys = search(
    {r"\b(?:Cohort|Course|Delivery)\.objects\.(?:filter\([^)]*\)\.)?select_for_update\((?!no_key=True)": "locks a key"}
)
long_numbers = search({r"<int:": "a number of any length, where <key:...> stops at what a database counts to"})
LOOKS = r"(?:is_(?:visible|hidden|checked|enabled|disabled)|input_value|(?:inner|text)_(?:text|content)|get_attribute)"
looked_once = search(
    {rf"(?m)^ *assert (?!all\()[^\[\n]*\.{LOOKS}\(": "looks once, where expect() waits for what a page will show"}
)
other_hosts = search({rf"(?!{re.escape(SVG_NAMESPACE)})(?:https?:|(?<=[\"'(=]))//[\w.-]+": "another host"})


def text_in_template(text: str) -> str:
    """Return what a reader of the page would see that is not translated, without markup."""
    for pattern in (
        r"{#.*?#}",
        r"{%\s*comment.*?endcomment\s*%}",
        r"{%\s*block \w*class\s*%}.*?{%\s*endblock\s*%}",
        r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!--.*?-->",
    ):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    attributes = re.findall(r'\s(?:alt|title|placeholder|aria-label)="([^"]*)"', text)
    return " ".join([re.sub(MARKUP, " ", text), *attributes])


def translated(path: PurePosixPath, text: str) -> list[str]:
    """All text of a template is translatable. A name, a key and a size of letters are the same in every language."""
    words = set(re.findall(r"[^\W\d_]{2,}", text_in_template(text))) - NAMES_ON_SCREEN
    return [f"{path}: not translated: {' '.join(sorted(words))}"] if words else []


def loads_i18n(path: PurePosixPath, text: str) -> list[str]:
    """A template that translates loads i18n itself: a parent's load does not reach it."""
    is_translating = re.search(r"{%\s*(?:blocktrans|trans)", text)
    has_loaded = re.search(r"{%\s*load\s[^%]*\bi18n\b", text)
    return [f"{path}: translates without loading i18n"] if is_translating and not has_loaded else []
