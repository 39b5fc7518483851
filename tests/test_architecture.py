"""The house keeps its rules: every file against every rule, and every rule against a sample it must catch."""

from collections import Counter
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest
from django.template.library import import_library

from tests import rules
from tests.rules import APPS, MAX_FUNCTION, MAX_MODULE, MAX_TEMPLATE, MAX_TEMPLATE_LINE, MAX_VIEWS, SVG_NAMESPACE

PROJECT = Path(__file__).parent.parent
CODE = [f"{folder}/**/*.py" for folder in sorted(APPS | {"config"})]
TESTS = ["tests/**/*.py"]
TEMPLATES = ["templates/**/*.html"]
STYLES = ["static/css/**/*.css"]
STATIC = ["static/css/**/*", "static/js/**/*", "static/img/**/*"]


class Rule(NamedTuple):
    """A check, the files it reads, and samples: (path, text) that it must catch, and one that it must let pass."""

    check: object
    files: list[str]
    bad: list[tuple[str, str]]
    good: tuple[str, str]


IMPORTS = Rule(
    rules.import_direction,
    CODE,
    bad=[
        ("accounts/models.py", "from courses.models import Cohort"),
        ("accounts/models.py", "def f():\n    import courses.models"),
        ("activities/views.py", "from assessments import models"),
        ("assessments/reports.py", "import activities.models as m"),
        ("lessons/deck.py", "from delivery.pacing import plan"),
        ("content/loader.py", "from delivery.models import Delivery"),
        ("config/start.py", "from courses.models import Cohort"),
        ("courses/actions.py", "from config import settings"),
        ("courses/actions.py", "from tests.factories import CohortFactory"),
        ("courses/actions.py", "from .models import Cohort"),
        ("lessons/models.py", "if TYPE_CHECKING:\n    from content.schema import Lesson"),
    ],
    good=("courses/actions.py", "import json\nfrom accounts.models import User\nfrom courses.models import Cohort"),
)
NO_PAGES = Rule(
    rules.knows_no_pages,
    CODE,
    bad=[
        ("courses/actions.py", "from courses.reports import rows"),
        ("courses/actions.py", "from courses import reports"),
        ("courses/rosters/actions.py", "from courses.rosters.reports import preview_of"),
        ("assessments/actions/sittings.py", "import assessments.reports.offers"),
        ("delivery/actions/planning.py", "from lessons.reports import deck_of"),
        ("records/actions/erasing.py", "from courses.forms import RosterForm"),
        ("assessments/evaluation/choosers.py", "from assessments.reports.quiz import marked"),
    ],
    good=(
        "assessments/actions/assembling.py",
        "from assessments.actions.forms import create_form\nfrom assessments.coverage import bank_lines",
    ),
)
PURE_MODULES = Rule(
    rules.pure_modules,
    CODE,
    bad=[
        ("courses/codes.py", '"""Codes. Pure."""\nfrom django.db.models import Q'),
        ("courses/codes.py", '"""Codes. Pure."""\nfrom courses.models import Cohort'),
        ("assessments/points.py", '"""Points. Pure."""\nfrom assessments import sheets'),
    ],
    good=("assessments/points.py", '"""Points. Pure."""\nimport numpy as np\nfrom assessments import statistics'),
)
HIDDEN_IMPORTS = Rule(
    rules.no_hidden_imports,
    CODE,
    bad=[
        ("courses/models.py", "def f():\n    from accounts.models import User"),
        ("courses/models.py", "class A:\n    async def f(self):\n        import json"),
        ("courses/models.py", "m = importlib.import_module('delivery.models')"),
        ("courses/models.py", "m = apps.get_model('delivery', 'Plan')"),
    ],
    good=("courses/models.py", "import json\ndef f():\n    return json"),
)
ROOMS = Rule(
    rules.known_rooms,
    CODE,
    bad=[(f"courses/{name}.py", "") for name in ("utils", "helpers", "services", "signals", "tasks", "common/__init__")]
    + [("config/models.py", ""), ("delivery/codes.py", "")],
    good=("courses/codes.py", ""),
)
MODULE_LENGTH = Rule(
    rules.module_length,
    [*CODE, *TESTS],
    bad=[
        ("courses/models.py", "x = 1\n" * (MAX_MODULE + 1)),
        ("courses/views.py", "x = 1\n" * (MAX_VIEWS + 1)),
        ("courses/views/joining.py", "x = 1\n" * (MAX_VIEWS + 1)),
        ("tests/courses/test_views.py", "x = 1\n" * (MAX_MODULE + 1)),
    ],
    good=("courses/models.py", "x = 1\n" * MAX_MODULE),
)
FUNCTION_LENGTH = Rule(
    rules.function_length,
    [*CODE, *TESTS],
    bad=[
        ("courses/models.py", "def f():\n" + "    x = 1\n" * MAX_FUNCTION),
        ("courses/models.py", "class A:\n  async def f(self):\n" + "    x = 1\n" * MAX_FUNCTION),
    ],
    good=("courses/models.py", "def f():\n" + "    x = 1\n" * (MAX_FUNCTION - 1)),
)
TRUSTED_TEXT = Rule(
    rules.trusted_text,
    CODE,
    bad=[
        ("courses/views.py", "from django.utils.safestring import mark_safe"),
        ("courses/views.py", "def f() -> SafeString:\n    return safestring.SafeString('<b>')"),
    ],
    good=("lessons/prose.py", "from django.utils.safestring import mark_safe"),
)
LOCKED_KEYS = Rule(
    rules.locked_keys,
    CODE,
    bad=[
        ("courses/actions.py", "Cohort.objects.select_for_update().get(pk=1)"),
        ("content/loader/courses.py", "Course.objects.filter(slug=part.id).select_for_update()"),
        ("delivery/actions/running.py", 'Delivery.objects.select_for_update(of=("self",)).get(pk=1)'),
    ],
    good=("courses/actions.py", "Cohort.objects.select_for_update(no_key=True).get(pk=1)"),
)
LONG_NUMBERS = Rule(
    rules.long_numbers,
    CODE,
    bad=[("courses/urls.py", 'path("cohorts/<int:pk>/", cohort)')],
    good=("courses/urls.py", 'path("cohorts/<key:pk>/", cohort)'),
)
LOOKED_ONCE = Rule(
    rules.looked_once,
    ["tests/browser/test_*.py"],
    bad=[
        ("tests/browser/test_a.py", "    assert page.get_by_text('Saved').is_visible()"),
        ("tests/browser/test_a.py", "    assert page.locator('h1').inner_text() == 'Saved'"),
        ("tests/browser/test_a.py", "    assert 'Saved' in page.inner_text('h1')"),
    ],
    good=("tests/browser/test_a.py", "    expect(page.locator('h1')).to_have_text('Saved')"),
)
INLINE_CODE = Rule(
    rules.inline_code,
    TEMPLATES,
    bad=[
        ("templates/a.html", "<script>run()</script>"),
        ("templates/a.html", '<script nonce="{{ csp_nonce }}">run()</script>'),
        ("templates/a.html", "<style>b { color: red }</style>"),
        ("templates/a.html", '<p style="color: red">'),
        ("templates/a.html", "<button\n  onclick = 'run()'>"),
        ("templates/a.html", '<div hx-on:click="run()">'),
        ("templates/a.html", '<a href="javascript:run()">'),
        ("templates/a.html", "{{ text|safe }}"),
        ("templates/a.html", "{{ texts | safeseq }}"),
        ("templates/a.html", "{% autoescape off %}"),
    ],
    good=("templates/a.html", '<script src="{% static "js/a.js" %}" defer></script><p class="style-1">{{ text }}</p>'),
)
TRANSLATED = Rule(
    rules.translated,
    TEMPLATES,
    bad=[
        ("templates/a.html", "<h1>Welcome</h1>"),
        ("templates/a.html", '{% load i18n %}<h1>{% translate "Welcome" %}</h1><p>back</p>'),
        ("templates/a.html", '<img src="a.svg" alt="A map">'),
        ("templates/a.html", '<button aria-label="Close">×</button>'),
    ],
    good=(
        "templates/a.html",
        """{# Note. #}{% block main_class %}wide{% endblock %}<title data-x='a > b'>Fieldschool</title>
        {% blocktranslate %}Hello{% endblocktranslate %}<b>&nbsp;12 ✓</b>""",
    ),
)
LOADS_I18N = Rule(
    rules.loads_i18n,
    TEMPLATES,
    bad=[
        ("templates/a.html", '{% translate "Welcome" %}'),
        ("templates/a.html", "{% load static %}{% blocktranslate %}Welcome{% endblocktranslate %}"),
    ],
    good=("templates/a.html", '{% load static i18n %}{% translate "Welcome" %}'),
)
TEMPLATE_LENGTH = Rule(
    rules.template_length,
    TEMPLATES,
    bad=[("templates/a.html", "\n" * (MAX_TEMPLATE + 1))],
    good=("templates/a.html", "\n" * MAX_TEMPLATE),
)
TEMPLATE_LINES = Rule(
    rules.template_lines,
    TEMPLATES,
    bad=[("templates/a.html", f"<p>\n{'x' * (MAX_TEMPLATE_LINE + 1)}\n</p>")],
    good=("templates/a.html", f"{'é' * MAX_TEMPLATE_LINE}\n" * 2),
)
PHYSICAL_CSS = Rule(
    rules.physical_css,
    STYLES,
    bad=[
        ("static/css/a.css", "a { margin-left: 1rem }"),
        ("static/css/a.css", "a { padding-right: 1rem }"),
        ("static/css/a.css", "a { border-left: 0 }"),
        ("static/css/a.css", "a { left: 0 }"),
        ("static/css/a.css", "a{color:red;right:0}"),
        ("static/css/a.css", "a { text-align: left }"),
        ("static/css/a.css", "a { float:right }"),
        ("static/css/a.css", "a { border-top-left-radius: 0 }"),
    ],
    good=("static/css/a.css", "a { margin-inline-start: 1rem; inset-inline: 0; text-align: start } .left { top: 0 }"),
)
OTHER_HOSTS = Rule(
    rules.other_hosts,
    [*TEMPLATES, *STATIC],
    bad=[
        ("templates/a.html", '<img src="https://elsewhere.example/a.png">'),
        ("templates/a.html", '<script src="//elsewhere.example/a.js">'),
        ("static/css/a.css", "a { background: url(//elsewhere.example/a.png) }"),
        ("static/js/a.js", "fetch('http://elsewhere.example/')"),
    ],
    good=("static/img/a.svg", f'<svg xmlns="{SVG_NAMESPACE}"></svg> // a remark'),
)
RULES = {name.lower(): rule for name, rule in dict(globals()).items() if isinstance(rule, Rule)}


def files(rule):
    found = {path for pattern in rule.files for path in PROJECT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "migrations" not in path.parts and path.suffix != ".png")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_file_keeps_the_rule(rule):
    problems = [
        problem
        for path in files(rule)
        for problem in rule.check(PurePosixPath(path.relative_to(PROJECT)), path.read_text(encoding="utf-8"))
    ]
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_there_are_files_to_check(rule):
    assert files(rule) != []


@pytest.mark.parametrize(
    ("rule", "sample"),
    [(rule, sample) for rule in RULES.values() for sample in rule.bad],
    ids=[f"{name}-{n}" for name, rule in RULES.items() for n, _ in enumerate(rule.bad)],
)
def test_a_bad_sample_is_caught(rule, sample):
    path, text = sample
    assert len(rule.check(PurePosixPath(path), text)) == 1


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_good_sample_passes(rule):
    path, text = rule.good
    assert rule.check(PurePosixPath(path), text) == []


def test_the_table_names_every_app():
    apps = {path.parent.name for path in PROJECT.glob("*/apps.py")}
    assert (apps, set(rules.OWN_ROOMS)) == (APPS, APPS | {"config"})


def test_the_page_names_every_module():
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {f"{app}/{name}" for app, names in rules.OWN_ROOMS.items() for name in names - {"__init__"}}
    assert {module for module in modules if f"`{module}`" not in page} == set()


def test_every_tag_and_filter_has_a_name_of_its_own():
    """Else a page that loads two libraries gets the one that it loads last."""
    paths = [path.relative_to(PROJECT) for path in PROJECT.glob("*/templatetags/*.py") if path.stem != "__init__"]
    libraries = [import_library(".".join(path.with_suffix("").parts)) for path in paths]
    names = Counter(name for library in libraries for name in (*library.filters, *library.tags))
    assert {name: n for name, n in names.items() if n > 1} == {}
