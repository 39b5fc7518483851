"""Who may open which address: the one table that the tests, and docs/permissions.md, are made from.

A new address needs one row: its full name, and who may GET and POST it. ``make permissions`` then writes the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = {
    "anonymous": "nobody signed in",
    "guest": "a guest who rates a briefing, with the code of a slip and without an account",
    "learner": "a learner of the cohort, whose answers and entries the addresses are about",
    "classmate": "another learner of the same cohort, in another group",
    "learner elsewhere": "a learner of another cohort of the same course",
    "instructor": "an instructor of the cohort",
    "instructor elsewhere": "an instructor of another cohort of the same course",
    "director": "a director of the course",
    "director elsewhere": "a director of another course",
    "administrator": "an administrator without any part in a course",
}
NOT_SIGNED_IN = {"anonymous", "guest"}


@dataclass(frozen=True)
class Door:
    """Some roles, with a name for the page. Everybody else gets ``otherwise``, or is asked to sign in.

    ``inside`` are roles who may see what the address is about, and are refused with a code of their own.
    """

    name: str
    words: str
    roles: frozenset[str]
    otherwise: int
    inside: Mapping[str, int]


def door(name: str, words: str, *roles: str, otherwise: int = 404, inside: Mapping[str, int] | None = None) -> Door:
    inside = inside or {}
    unknown = {*roles, *inside} - set(ROLES)
    assert not unknown, f"no such role: {unknown}"
    return Door(name, words, frozenset(roles), otherwise, inside)


ANYONE = door("anyone", "everybody, signed in or not", *ROLES)
SIGNED_IN = door("signed in", "whoever is signed in, about themselves", *(set(ROLES) - NOT_SIGNED_IN))
STAFF = door("staff", "who teaches the cohort or directs its course", "instructor", "director")
DIRECTOR = door(
    "director",
    "who directs the course; its instructors are told that they may not",
    "director",
    inside={"instructor": 403},
)
COURSE_DIRECTOR = door(
    "course director",
    "who directs the course; all its instructors are told that they may not",
    "director",
    inside={"instructor": 403, "instructor elsewhere": 403},
)
COURSE = door(
    "course staff",
    "who teaches the course to any cohort, or directs it",
    "instructor",
    "instructor elsewhere",
    "director",
)
READERS = door(
    "readers", "learners and staff of the course", "learner", "classmate", "learner elsewhere", *COURSE.roles
)
LEARNERS = door("learners", "learners of the cohort", "learner", "classmate")
OWNER = door("owner", "the learner whose attempt it is", "learner")
CLASS = door("class", "learners and staff of the cohort", "learner", "classmate", "instructor", "director")
BOARD = door("group", "the group whose board it is, and staff", "learner", "instructor", "director")
BOARD_STAFF = door("staff of the board", "staff; the group reads why it may not", *STAFF.roles, inside={"learner": 409})
OF_OWN_COHORTS = door(
    "staff of the answer",
    "staff of the cohort; other staff of the course come back to their own list",
    *STAFF.roles,
    inside={"instructor elsewhere": 302},
)
UPLOADER = door("uploader", "the one of the staff who uploaded the list, until it is confirmed", "instructor")
HOLDER = door("holder", "the learner whose certificate it is, and staff", "learner", *STAFF.roles)
OTHERS = door("other groups", "learners of the cohort who are not of the group", "learner")
GUEST = door("guest", "the guest with this code, on the device that used it first", "guest", otherwise=403)
ADMIN = door("administrator", "administrators; everybody else comes to the sign-in page", "administrator")
LOOKING_AFTER = door(
    "directors",
    "whoever directs a course, and administrators: each sees the accounts they may mend",
    *("director", "director elsewhere", "administrator"),
)
MENDERS = door(
    "menders", "administrators, and who directs every course that the person takes part in", "director", "administrator"
)
IMPORTERS = door("administrators of courses", "administrators who may change courses", "administrator")
DOORS = [
    *(LOOKING_AFTER, MENDERS, IMPORTERS),
    *(ANYONE, SIGNED_IN, STAFF, COURSE, DIRECTOR, COURSE_DIRECTOR, UPLOADER, OF_OWN_COHORTS, HOLDER),
    *(READERS, LEARNERS, OWNER, CLASS, BOARD, BOARD_STAFF, OTHERS, GUEST, ADMIN),
]


@dataclass(frozen=True)
class Row:
    """Who may GET and POST one address; None: nobody, 405.

    ``gets`` and ``answers`` are the codes with which a GET and a POST are answered to those who may. ``sends`` is what
    is posted; when it is given, it must change something for those who may, and nothing for all others. ``where`` are
    parts of the address as ``tests/permissions/world.py`` names them. A script is answered 401 (``is_told``) where
    a person is led to the sign-in page.
    """

    name: str
    get: Door | None = None
    post: Door | None = None
    gets: tuple[int | str, ...] = (200,)
    answers: tuple[int | str, ...] = (302,)
    sends: dict[str, Any] | None = None
    where: dict[str, str] = field(default_factory=dict)
    is_told: bool = False


NO, ITEM, SENT = {}, {"pk": "planned"}, {"pk": "sent"}
HIDDEN = dict.fromkeys(("release_score", "release_answers", "release_feedback"), "never")
OVERRIDE = {"position": "0", "points": "1", "reason": "Said aloud"}
VOTE = {"q0": "a", "mode": "named", "event": "6f1f0d3e-8a3c-4d0e-9a55-0d5d1e3c7a11", "sequence": "1"}
HOME = [
    Row("favicon.ico", ANYONE, ANYONE, gets=(302,)),
    Row("home", ANYONE, ANYONE, answers=(200, 405)),
    Row("operations:healthz", ANYONE),
    Row("operations:readyz", ANYONE),
    Row("operations:metrics", ANYONE, gets=(404,)),  # off unless an administrator sets a token, and for who has it
]
COURSES = [
    Row("courses:join", ANYONE, ANYONE, answers=(422,)),
    Row("courses:join-name", ANYONE, ANYONE, sends={"name": "Newcomer"}),
    Row("courses:join-pin", ANYONE, ANYONE, gets=(302,)),
    Row("courses:joined", SIGNED_IN, SIGNED_IN, gets=(302,)),
    Row("courses:cohort", STAFF),
    Row("courses:locked", STAFF),
    Row("courses:unlock", None, STAFF),
    Row("courses:staff", LOOKING_AFTER),
    Row("courses:staff-new", LOOKING_AFTER, LOOKING_AFTER, answers=(422,)),
    Row("courses:staff-person", MENDERS),
    Row("courses:staff-link", MENDERS, MENDERS, gets=(302,), answers=(200,)),
    Row("courses:staff-do", None, MENDERS, sends={"do": "end-sessions"}),
    Row("courses:poster", STAFF),
    Row("courses:study", STAFF, STAFF, gets=(302,), sends=NO),
    Row("courses:cohort-new", COURSE, COURSE, sends={"name": "New", "joining": "open"}),
    Row("courses:cohort-settings", STAFF, STAFF, sends={"name": "Renamed", "joining": "closed"}),
    Row("courses:instructor-remove", None, DIRECTOR, sends=NO, where={"seat_pk": "spare instructor"}),
    Row("courses:roster", STAFF, STAFF, answers=(422,)),
    Row("courses:roster-file", STAFF),
    Row("courses:slips", STAFF, STAFF, answers=(200,), sends={"whom": "all"}),
    Row("courses:learner-add", STAFF, STAFF, sends={"name": "Newcomer"}),
    Row("courses:learner", STAFF, STAFF, sends={"name": "Renamed"}),
    Row("courses:learner-remove", None, STAFF, sends=NO, where={"seat_pk": "unused seat"}),
    Row("courses:roster-import", UPLOADER, UPLOADER, sends={"cell-2-name": "Amina Diallo Toure"}),
    Row("courses:roster-confirm", None, UPLOADER, answers=(409,)),
    Row("courses:roster-discard", None, STAFF),
    Row("courses:roster-undo", None, STAFF, answers=(302, 404), where={"import_pk": "applied import"}, sends=NO),
    Row("courses:groups", STAFF),
    Row("courses:groups-divide", None, STAFF, sends={"n_groups": "2", "is_anew": "on"}),
    Row("courses:group-rename", None, STAFF, answers=(422,)),
    Row("courses:group-remove", None, STAFF, sends=NO, where={"group_pk": "empty group"}),
    Row("courses:group-move", None, STAFF, sends=NO),
    Row("courses:new-pin", STAFF, STAFF, gets=(302,), sends=NO),
]
LESSONS = [
    Row("lessons:lesson", READERS),
    Row("lessons:slide", READERS),
    Row("lessons:slide-read", READERS, READERS, gets=(302,), sends=NO),
    Row("lessons:summary", READERS),
    Row("lessons:words", READERS),
    Row("lessons:common-questions", READERS),
    Row("lessons:references", READERS),
    Row("lessons:media", READERS),
    Row("lessons:handout", READERS),
    Row("lessons:present", COURSE),
    Row("lessons:screen", COURSE),
    Row("lessons:desk", COURSE),
    Row("lessons:reading", STAFF),
]
ACTIVITIES = [
    Row("activities:activities", COURSE),
    Row("activities:guide", COURSE),
    Row("activities:guide-part", COURSE),
    Row("activities:guide-whole", COURSE),
    Row("activities:offered", STAFF),
    Row("activities:start", STAFF, STAFF, gets=(200, 302)),
    Row("activities:run", STAFF),
    Row("activities:run-do", None, STAFF, sends={"variation": "", "choice": "Chess"}),
    Row("activities:board", BOARD),
    Row("activities:board-screen", BOARD),
    Row("activities:board-file", STAFF),
    Row("activities:entry-add", None, BOARD, sends={"text": "Another", "token": "two"}),
    Row("activities:entry", BOARD, BOARD, answers=(422,)),
    Row("activities:entry-do", None, BOARD, sends={"number": "{entry_number}"}),
    Row("activities:board-do", None, BOARD_STAFF, sends=NO),
    Row("activities:ratings", STAFF),
    Row("activities:guests", None, STAFF, answers=(422,)),
    Row("activities:guest-slips", STAFF, gets=(200, 302)),
    Row("activities:rate", LEARNERS),
    Row("activities:own-board", LEARNERS, gets=(200, 302)),
    Row("activities:ratings-file", STAFF),
    Row("activities:rate-group", OTHERS, OTHERS, answers=(422,)),
    Row("activities:guest-code", ANYONE, ANYONE, answers=(422,)),
    Row("activities:guest", GUEST, GUEST),
    Row("activities:guest-group", GUEST, GUEST, answers=(422,)),
]
BANK = [
    Row("assessments:bank", COURSE),
    Row("assessments:bank-key", COURSE),
    Row("assessments:forms", COURSE, COURSE, answers=(200, 302), sends={"label": "New form"}),
    Row("assessments:form-assemble", COURSE, COURSE, answers=(200,)),
    Row("assessments:form-discard", None, COURSE, sends=NO),
    Row("assessments:statements", COURSE, COURSE, answers=(404,)),
    Row("assessments:form", COURSE),
    Row("assessments:form-edit", None, COURSE, sends={"add": "{question}"}),
    Row("assessments:form-blueprint", None, COURSE, answers=(422,)),
    Row("assessments:form-freeze", COURSE, COURSE, answers=(422,)),
    Row("assessments:form-copy", None, COURSE, sends={"label": "Copy"}),
    Row("assessments:form-preview", COURSE),
    Row("assessments:review", COURSE),
    Row("assessments:review-rule", None, COURSE, answers=(422,)),
    Row("assessments:review-close", None, COURSE, answers=(302, 404, 409, 422)),
    Row("assessments:review-answer", OF_OWN_COHORTS, OF_OWN_COHORTS, sends=OVERRIDE),
    Row("assessments:regrade-undo", None, COURSE, sends=NO),
    Row("assessments:keys", COURSE),
    Row("assessments:key", COURSE, COURSE, answers=(200, 422)),
]
SITTINGS = [
    Row("assessments:sittings", STAFF),
    Row("assessments:sitting-create", STAFF, STAFF, answers=(200,)),
    Row("assessments:sitting", STAFF),
    Row("assessments:sitting-edit", STAFF, STAFF, answers=(200,)),
    Row("assessments:sitting-delete", None, STAFF, answers=(422,)),
    Row("assessments:sitting-release", None, STAFF, sends=HIDDEN),
    Row("assessments:sitting-clock", None, STAFF, sends=NO),
    Row("assessments:sitting-change", None, STAFF, sends=NO),
    Row("assessments:sitting-time", None, STAFF, sends={"extra_minutes": "10"}),
    Row("assessments:marking", STAFF),
    Row("assessments:marking-plan", None, STAFF, sends={"percent": "20"}),
    Row("assessments:agreement", STAFF),
    Row("assessments:mark", STAFF, STAFF, answers=(422, 302, 404)),
    Row("assessments:mark-claim", None, STAFF, answers=(204, 200, 302, 404, 422)),
    Row("assessments:mark-given", STAFF),
    Row("assessments:mark-undo", None, STAFF, answers=(302, 404)),
    Row("assessments:attempts", STAFF),
    Row("assessments:late", STAFF),
    Row("assessments:late-decide", None, STAFF, answers=(302, 404, 422)),
    Row("assessments:attempt-review", STAFF, where=SENT),
    Row("assessments:attempt-override", None, STAFF, sends=OVERRIDE, where=SENT),
    Row("assessments:attempt-void", None, STAFF, sends={"void_reason": "Test"}, where=SENT),
    Row("assessments:paper", STAFF),
    Row("assessments:paper-key", STAFF),
    Row("assessments:paper-entry", STAFF, STAFF, answers=(200, 422)),
    Row("assessments:results", STAFF),
    Row("assessments:results-learner", STAFF),
    Row("assessments:files", STAFF),
    Row("assessments:results-file", STAFF),
    Row("assessments:course-results", COURSE),
    Row("assessments:course-results-file", COURSE),
    Row("assessments:course-results-table", COURSE),
    Row("assessments:course-mastery", None, COURSE_DIRECTOR, sends={"percent": "70"}),
    Row("assessments:lesson-results", COURSE),
    Row("assessments:lesson-results-file", COURSE),
    Row("assessments:lesson-results-table", COURSE),
    Row("assessments:lesson-questions", COURSE),
    Row("assessments:certificates", STAFF),
    Row("assessments:certificates-file", STAFF),
    Row("assessments:certificate", HOLDER),
    Row("assessments:certificate-rule", None, DIRECTOR, sends={"way": "hand", "scope": "course"}),
    Row("assessments:certificates-give", None, DIRECTOR),
    Row("assessments:certificate-give", None, DIRECTOR, sends={"reason": "Ill on the last day"}),
    Row("assessments:certificate-revoke", None, DIRECTOR, sends={"reason": "Another person's answers"}),
    Row("assessments:check", ANYONE, ANYONE, answers=(422,)),
]
TAKING = [
    Row("assessments:quiz", LEARNERS),
    Row("assessments:quiz-start", None, LEARNERS),
    Row("assessments:quiz-worker", ANYONE),
    Row("assessments:attempt", OWNER),
    Row("assessments:attempt-save", OWNER, OWNER, answers=(400,), is_told=True),
    Row("assessments:attempt-answers", OWNER, OWNER, sends={"sequence": "9", "q1": "true"}),
    Row("assessments:attempt-submit", None, OWNER, sends=NO),
    Row("assessments:attempt-result", OWNER, where=SENT),
]
CLASSES = [
    Row("delivery:classes", STAFF),
    Row("delivery:prepare", STAFF, STAFF, answers=(200,)),
    Row("delivery:class", STAFF),
    Row("delivery:class-settings", None, STAFF, answers=(422,)),
    Row("delivery:class-slides", None, STAFF, sends=NO),
    Row("delivery:rehearse", None, STAFF, sends=NO),
    Row("delivery:item-add", None, STAFF, answers=(422,)),
    Row("delivery:minutes", None, STAFF, sends={"minutes-{item_pk}-60": "7"}, where=ITEM),
    Row("delivery:class-activities", STAFF),
    Row("delivery:item-place", None, STAFF, answers=(422,), where=ITEM),
    Row("delivery:item-change", None, STAFF, sends=NO, where=ITEM),
    Row("delivery:report", STAFF),
    Row("delivery:report-file", STAFF),
    Row("delivery:notes", None, STAFF, sends={"notes": "Next time"}),
    Row("delivery:open-quiz", None, STAFF, answers=(302, 404)),
    Row("delivery:pack", STAFF),
    Row("delivery:do", None, STAFF, sends={"rev": "{rev}", "device": "x"}),
    Row("delivery:console", STAFF),
    Row("delivery:screen", STAFF),
    Row("delivery:follow", LEARNERS),
    Row("delivery:scenes", LEARNERS),
    Row("delivery:class-now", LEARNERS, gets=(302,)),
    Row("delivery:gone", SIGNED_IN),
    Row("delivery:class-join", STAFF, STAFF),
    Row("delivery:ask", STAFF, STAFF, answers=(302, 422)),
    Row("delivery:room-answer", LEARNERS, LEARNERS, sends=VOTE),
    Row("delivery:room-screen", STAFF),
    Row("delivery:room-panel", STAFF),
    Row("delivery:room-do", None, STAFF, answers=(302, 409)),
    Row("delivery:run-end", None, STAFF, sends=NO),
    Row("delivery:run-resume", None, STAFF, sends=NO, where={"pk": "ended_run"}),
    Row("delivery:board-in-class", STAFF, STAFF, answers=(302, 409)),
    Row("delivery:board-unshare", None, BOARD),
    Row("delivery:state", CLASS, is_told=True),
    Row("delivery:here", None, LEARNERS),
    Row("delivery:screen-here", None, STAFF, answers=(204,), is_told=True),
]
RECORDS = [
    Row("records:cohort-trail", DIRECTOR),
    Row("records:cohort-trail-file", DIRECTOR),
    Row("records:account-trail", MENDERS),
    Row("records:course-trail", COURSE_DIRECTOR),
    Row("records:course-trail-file", COURSE_DIRECTOR),
    Row("records:archives", SIGNED_IN),
    Row("records:cohort-archive", DIRECTOR, DIRECTOR, answers=(409,)),
    Row("records:cohort-reopen", None, DIRECTOR),
    Row("records:retention", COURSE_DIRECTOR, COURSE_DIRECTOR, sends={"keep_months": "24"}),
    Row("records:erase", DIRECTOR, DIRECTOR, sends={"confirmed": "on"}),
    Row("records:own-data", SIGNED_IN),
    Row("records:own-data-file", SIGNED_IN),
]
# About oneself only: nothing in these addresses names a row. What comes back depends on how one signs in.
OWN = (200, 302, 403, 404)
ON = (302, "sign-in")  # to another page, which may be the one where staff sign in
ACCOUNT = [
    Row("account_login", ANYONE, ANYONE, gets=(200, 302), answers=(200, 302)),
    Row("account_logout", ANYONE, ANYONE, gets=(200, 302)),
    Row("account_change_password", SIGNED_IN, SIGNED_IN, gets=OWN, answers=OWN),
    Row("account_reauthenticate", SIGNED_IN, SIGNED_IN, gets=OWN, answers=OWN),
    Row("account_inactive", ANYONE),
    Row("account_devices", SIGNED_IN, SIGNED_IN),
    Row("account_switch", ANYONE, ANYONE, answers=ON),
    Row("account_new_password", ANYONE, ANYONE, answers=(200,)),
    Row("mfa_authenticate", ANYONE, ANYONE, gets=ON, answers=ON),
    Row("mfa_login_webauthn", ANYONE, ANYONE, gets=ON, answers=ON),
    *[
        Row(f"mfa_{name}", SIGNED_IN, SIGNED_IN, gets=OWN, answers=(*OWN, 405))
        for name in (
            *("index", "reauthenticate", "activate_totp", "deactivate_totp"),
            *("view_recovery_codes", "generate_recovery_codes", "download_recovery_codes"),
            *("list_webauthn", "add_webauthn", "edit_webauthn", "remove_webauthn", "reauthenticate_webauthn"),
        )
    ],
    Row("theme", ANYONE, ANYONE, gets=(302,)),
    Row("set_language", ANYONE, ANYONE, gets=(302,)),
]
COURSES_COMING_IN = [
    Row("content:import", IMPORTERS, IMPORTERS, answers=(422,)),
    Row("content:preview", IMPORTERS),
    Row("content:load", None, IMPORTERS, sends=NO),
    Row("content:discard", None, IMPORTERS),
]
# The pages of the administration are listed by the administration itself, and share one rule.
ADMINISTRATION = [Row("admin:*", ADMIN, ADMIN)]
GROUPS = {
    "Start page": HOME,
    "Joining and cohorts": COURSES,
    "Lessons": LESSONS,
    "Activities": ACTIVITIES,
    "Questions, forms and keys": BANK,
    "Quizzes, marking and results": SITTINGS,
    "Taking a quiz": TAKING,
    "Live classes": CLASSES,
    "Records": RECORDS,
    "Signing in and one's own account": ACCOUNT,
    "Courses that come in": COURSES_COMING_IN,
    "Administration": ADMINISTRATION,
}
ROWS = {row.name: row for rows in GROUPS.values() for row in rows}
