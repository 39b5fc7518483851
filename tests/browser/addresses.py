"""Every address of the site: the pages that tests/browser looks at, and why others are none.

``tests/test_addresses.py`` compares this with the URL configuration.
"""

from typing import NamedTuple

LESSON = ("mission-partners",)


class Page(NamedTuple):
    """A page as somebody sees it: ``who`` is a person of the world or None, ``args`` may hold ``{cohort}``."""

    who: str | None
    name: str
    args: tuple[str, ...] = ()


PAGES = [
    Page(None, "home"),
    Page(None, "courses:join"),
    Page(None, "courses:join-name", ("7KQ4MP",)),
    Page(None, "account_login"),
    Page(None, "account_inactive"),
    Page("learner", "home"),
    Page("learner", "lessons:lesson", LESSON),
    Page("learner", "lessons:slide", (*LESSON, "integrated-approach")),
    Page("learner", "lessons:summary", LESSON),
    Page("learner", "lessons:words", LESSON),
    Page("learner", "lessons:common-questions", LESSON),
    Page("learner", "lessons:references", LESSON),
    Page("learner", "lessons:handout", LESSON),
    Page("learner", "account_logout"),
    Page("learner", "delivery:gone"),
    Page("director", "home"),
    Page("instructor", "lessons:lesson", LESSON),
    Page("instructor", "lessons:present", LESSON),
    Page("instructor", "lessons:desk", (*LESSON, "integrated-approach")),
    Page("instructor", "lessons:screen", LESSON),
    Page("instructor", "lessons:guide", LESSON),
    Page("instructor", "activities:activities", LESSON),
    Page("instructor", "assessments:bank", LESSON),
    Page("instructor", "account_change_password"),
    Page("instructor", "account_reauthenticate"),
    Page("instructor", "courses:cohort", ("{cohort}",)),
    Page("instructor", "courses:poster", ("{cohort}",)),
    Page("instructor", "lessons:reading", ("{cohort}",)),
]

# Pages that are looked at in another module, because they need a world of their own.
ELSEWHERE = {
    "test_reached.py": ["courses:join-pin", "courses:joined", "courses:new-pin"],
    "test_forms.py": [
        "assessments:forms",
        "assessments:form",
        "assessments:form-assemble",
        "assessments:form-freeze",
        "assessments:form-preview",
        "assessments:statements",
        "assessments:sittings",
        "assessments:sitting-create",
        "assessments:sitting",
    ],
    "test_quiz.py": [
        "assessments:quiz",
        "assessments:attempt",
        "assessments:attempt-answers",
        "assessments:attempt-result",
    ],
    "test_marking.py": [
        "assessments:agreement",
        "assessments:attempt-review",
        "assessments:attempts",
        "assessments:key",
        "assessments:keys",
        "assessments:late",
        "assessments:mark",
        "assessments:marking",
        "assessments:paper",
        "assessments:paper-entry",
        "assessments:paper-key",
        "assessments:review",
        "assessments:review-answer",
    ],
    "test_roster.py": [
        "assessments:files",
        "courses:cohort-new",
        "courses:cohort-settings",
        "courses:learner",
        "courses:learner-add",
        "courses:roster",
        "courses:roster-import",
        "courses:slips",
    ],
    "test_results.py": ["assessments:results", "assessments:results-learner"],
    "test_plan.py": ["delivery:classes", "delivery:prepare", "delivery:class", "delivery:report", "delivery:pack"],
    "test_rooms.py": ["delivery:ask", "delivery:room-answer", "delivery:room-panel", "delivery:room-screen"],
    "test_live.py": ["delivery:console", "delivery:screen", "delivery:follow", "delivery:class-join"],
    "test_boards.py": [
        "activities:board",
        "activities:board-screen",
        "activities:entry",
        "activities:guest",
        "activities:guest-code",
        "activities:guest-group",
        "activities:guest-slips",
        "activities:offered",
        "activities:rate",
        "activities:rate-group",
        "activities:ratings",
        "activities:run",
        "activities:start",
        "courses:groups",
    ],
}

CHANGES = "changes something and leads on to a page, or answers with a part of one"
NO_PAGE = {
    "": "the icon of the site",
    "lessons:media": "a picture",
    "assessments:quiz-worker": "a script",
    "activities:board-file": "a table",
    "assessments:results-file": "a table",
    "courses:roster-file": "a table",
    "delivery:report-file": "a table",
    "delivery:state": "what scripts read",
    "delivery:here": "what scripts say",
    **dict.fromkeys(
        [
            "theme",
            "set_language",
            "courses:study",
            "lessons:slide-read",
            "activities:board-do",
            "activities:entry-add",
            "activities:entry-do",
            "activities:guests",
            "activities:run-do",
            "courses:learner-remove",
            "courses:roster-confirm",
            "courses:roster-discard",
            "courses:roster-undo",
            "courses:group-move",
            "courses:group-remove",
            "courses:group-rename",
            "courses:groups-divide",
            "delivery:class-settings",
            "delivery:do",
            "delivery:item-add",
            "delivery:item-change",
            "delivery:item-minutes",
            "delivery:item-place",
            "delivery:notes",
            "delivery:open-quiz",
            "delivery:rehearse",
            "delivery:room-do",
            "assessments:attempt-override",
            "assessments:attempt-save",
            "assessments:attempt-submit",
            "assessments:attempt-void",
            "assessments:form-blueprint",
            "assessments:form-copy",
            "assessments:form-discard",
            "assessments:form-edit",
            "assessments:late-decide",
            "assessments:mark-claim",
            "assessments:mark-undo",
            "assessments:marking-plan",
            "assessments:quiz-start",
            "assessments:regrade-undo",
            "assessments:review-close",
            "assessments:review-rule",
            "assessments:sitting-change",
            "assessments:sitting-clock",
            "assessments:sitting-time",
        ],
        CHANGES,
    ),
}
