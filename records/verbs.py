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
    GROUPS = "groups"
    RECORDS = "records"


AREAS: Mapping[str, Words] = {
    Area.SCORES: _("Scores and marks"),
    Area.KEYS: _("Keys and corrections"),
    Area.QUIZZES: _("Quizzes and releases"),
    Area.FORMS: _("Questions and forms"),
    Area.PEOPLE: _("People and rosters"),
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
        "create": _("Made"),
        "open": _("Opened a quiz"),
        "close": _("Closed a quiz"),
        "reopen": _("Reopened a quiz"),
        "set clock": _("Changed when a quiz opens or closes"),
        "release": _("Released results"),
        "withdraw release": _("Took a release back"),
        "set mastery": _("Set what counts as mastered"),
        "give time": _("Gave more time"),
        "allocate": _("Dealt out the forms"),
    },
    Area.FORMS: {
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
        "appoint director": _("Appointed a director"),
        "change part": _("Changed a part in the administration"),
        "end part": _("Ended a part in the administration"),
        "erase person": _("Erased a person"),
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
# What the trail remembers of a change, as far as a reader can do something with it.
DETAILS: Mapping[str, Words] = {
    "reason": _("reason"),
    "points": _("points"),
    "position": _("question"),
    "percent": _("percent"),
    "minutes": _("minutes"),
    "n_scores": _("scores"),
    "n_answers": _("answers"),
    "answer": _("answer"),
    "verdict": _("decision"),
    "label": _("name"),
    "group": _("group"),
    "groups": _("groups"),
    "seats": _("learners"),
    "added": _("added"),
    "changed": _("changed"),
    "removed": _("removed"),
    "opens_at": _("opens"),
    "closes_at": _("closes"),
    "closed_at": _("closed before at"),
    "fields": _("changed"),
    "before": _("before"),
    "after": _("after"),
    "months": _("months"),
    "least_percent": _("at least percent"),
    "signatory": _("signed by"),
}
FIELDS: Mapping[str, Words] = {
    "name": _("name"),
    "number": _("number"),
    "group": _("group"),
    "email": _("e-mail address"),
    "joining": _("who may join"),
    "is_study_open": _("reading alone"),
    "role": _("part"),
}


def shown_verb(verb: str) -> str:
    """Return a verb in words; one that nobody has put into words yet as it is."""
    return str(WORDS.get(verb, verb))


def shown_detail(detail: Mapping[str, object]) -> list[str]:
    """Return what is worth reading of a detail, each as "name: value"."""
    lines = []
    for name, value in detail.items():
        text = str(int(str(value)) + 1) if name == "position" else _text(value)
        if name in DETAILS and text:
            lines.append(f"{DETAILS[name]}: {text}")
    return lines


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(name, name)} {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(str(FIELDS.get(each, each)) for each in value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)
