"""The verbs of the trail in plain words, and the areas by which people look for them."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


class Area(StrEnum):
    """What a change is about."""

    SCORES = "scores"
    KEYS = "keys"
    QUIZZES = "quizzes"
    FORMS = "forms"
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    GROUPS = "groups"
    RECORDS = "records"


AREAS: Mapping[str, Words] = {
    Area.SCORES: _("Scores and marks"),
    Area.KEYS: _("Keys and corrections"),
    Area.QUIZZES: _("Quizzes and releases"),
    Area.FORMS: _("Questions and forms"),
    Area.PEOPLE: _("People and rosters"),
    Area.ACCOUNTS: _("How staff sign in"),
    Area.GROUPS: _("Groups"),
    Area.RECORDS: _("Cohorts, archives and records"),
}
VERBS: Mapping[Area, Mapping[str, Words]] = {
    Area.SCORES: {
        "mark": _("Marked an answer"),
        "undo mark": _("Took a mark back"),
        "plan second marks": _("Planned second marks"),
        "override": _("Set points by hand"),
        "void": _("Declared an attempt void"),
        "accept late answer": _("Accepted a late answer"),
        "refuse late answer": _("Refused a late answer"),
        "enter from paper": _("Entered answers from paper"),
    },
    Area.KEYS: {
        "regrade": _("Corrected a key and scored again"),
        "undo regrade": _("Took a correction back"),
        "rule on answer": _("Decided about an answer"),
        "close answers": _("Declared the other answers not right"),
    },
    Area.QUIZZES: {
        "create": _("Made a quiz"),
        "open": _("Opened a quiz"),
        "close": _("Closed a quiz"),
        "reopen": _("Reopened a quiz"),
        "change quiz": _("Changed a quiz that nobody had begun"),
        "delete quiz": _("Deleted a quiz that nobody had begun"),
        "set release": _("Changed what learners see of their result"),
        "take in": _("Took in what was saved when the time was over"),
        "set clock": _("Changed when a quiz opens or closes"),
        "release": _("Released results"),
        "withdraw release": _("Took a release back"),
        "set mastery": _("Set what counts as mastered"),
        "give time": _("Gave more time"),
        "clock": _("Kept the time that was left when the clock of the server was put right"),
        "allocate": _("Dealt out the forms"),
    },
    Area.FORMS: {
        "load": _("Loaded lesson files"),
        "derive": _("Made a question from an option"),
        "add question": _("Added a question to a form"),
        "remove question": _("Took a question off a form"),
        "move question": _("Moved a question on a form"),
        "set blueprint": _("Changed what a form must cover"),
        "freeze": _("Froze a form"),
        "discard": _("Discarded a draft"),
    },
    Area.PEOPLE: {
        "join": _("Joined with the class code"),
        "enrol": _("Put a learner on the list"),
        "change learner": _("Changed a learner's entry"),
        "take off": _("Took a learner off the list"),
        "import roster": _("Imported a list"),
        "undo roster": _("Took an import back"),
        "give PIN": _("Gave new PINs"),
        "unlock": _("Let a learner try the PIN again"),
        "appoint instructor": _("Appointed an instructor"),
        "end appointment": _("Ended the part of an instructor"),
        "appoint director": _("Appointed a director"),
        "change part": _("Changed a part in the administration"),
        "end part": _("Ended a part in the administration"),
        "erase person": _("Erased a person"),
    },
    Area.ACCOUNTS: {
        "give password link": _("Gave a one-time link to a new password"),
        "unlock account": _("Let somebody of the staff try the password again"),
        "remove second step": _("Removed the second step"),
        "end sessions": _("Signed somebody out everywhere"),
        "change rights": _("Changed in the administration what an account may do"),
        "set password": _("Set a password in the administration"),
        "close account": _("Closed an account"),
        "open account": _("Opened an account"),
    },
    Area.GROUPS: {
        "divide into groups": _("Divided the cohort into groups"),
        "move to group": _("Moved a learner to another group"),
        "rename group": _("Renamed a group"),
        "remove group": _("Removed a group"),
    },
    Area.RECORDS: {
        "set certificate rule": _("Set who gets a certificate"),
        "give certificate": _("Gave a certificate"),
        "revoke certificate": _("Took a certificate back"),
        "create cohort": _("Made the cohort"),
        "change cohort": _("Changed the settings of the cohort"),
        "open study": _("Opened the lessons for reading"),
        "close study": _("Closed the lessons for reading"),
        "archive cohort": _("Archived the cohort"),
        "reopen cohort": _("Reopened the cohort"),
        "set retention": _("Changed how long names are kept"),
        "clear names": _("Removed the names of an archived cohort"),
    },
}
WORDS: Mapping[str, Words] = {verb: words for verbs in VERBS.values() for verb, words in verbs.items()}
# What was made, by the kind of row: one verb for all of them.
MADE: Mapping[str, Words] = {"assessmentform": _("Made a form"), "sitting": _("Made a quiz")}
# What the clock does. Anything else that nobody did, the installation did when it was set up.
OF_THE_CLOCK = {"expire", "allocate", "clock", "clear names", "erase person"}


def shown_verb(verb: str, kind: str) -> str:
    """Return what was done to a ``kind`` of row in words; a verb that nobody has put into words yet as it is."""
    return str(MADE.get(kind, WORDS[verb]) if verb == "create" else WORDS.get(verb, verb))


def shown_doer(verb: str) -> str:
    """Return who does what no person did."""
    return str(_("the clock") if verb in OF_THE_CLOCK else _("the installation"))
