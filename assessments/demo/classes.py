"""Who was in the finished classes of the demo, and what they answer. Pure, and the same every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BOTH, ONLY_BEFORE, ONLY_AFTER, NEITHER = (True, True), (True, False), (False, True), (False, False)


@dataclass(frozen=True)
class Person:
    """A learner: how likely they know a question before, learn what they did not know, and keep what they knew."""

    name: str
    knows: float
    learns: float
    keeps: float = 0.96
    sat: tuple[bool, bool] = BOTH


@dataclass(frozen=True)
class FinishedClass:
    """A cohort of the past. ``days_ago`` are those of the quizzes before and after; ``marks`` is the share marked."""

    name: str
    instructor: str
    days_ago: tuple[int, int]
    people: Sequence[Person]
    marks: tuple[float, float] = (1, 1)


# 24 sat both quizzes. One knew everything before, one lost points; three left, one came late, one never came.
NEWEST = FinishedClass(
    name="Demo course, last month",
    instructor="Grace Wanjiru",
    days_ago=(24, 17),
    marks=(1, 0.5),
    people=(
        Person("Aïssatou Barry", 0.34, 0.75),
        Person("Ahmed El-Sayed", 0.42, 0.6),
        Person("Ana Paula Ferreira", 0.5, 0.7),
        Person("Bishnu Gurung", 0.3, 0.55),
        Person("Charlotte Okello", 1, 1, keeps=1),
        Person("Dilnoza Karimova", 0.46, 0.65),
        Person("Eun-ji Park", 0.6, 0.8),
        Person("Fatoumata Keïta", 0.26, 0.7),
        Person("Gabriel Mensah", 0.48, 0.45),
        Person("Hussein Abdi Warsame", 0.38, 0.8),
        Person("Ingrid Solberg", 0.62, 0.5),
        Person("José Luis Quispe", 0.4, 0.55),
        Person("Kadiatou Sesay", 0.3, 0.65),
        Person("Lamin Jallow", 0.44, 0.4),
        Person("Maja Horvat", 0.55, 0.7),
        Person("Mbali Dlamini", 0.36, 0.6),
        Person("Nadia Rahimi", 0.5, 0.75),
        Person("Oumar Diallo", 0.24, 0.5),
        Person("Pedro Nsue Obiang", 0.62, 0.05, keeps=0.7),
        Person("Rukhsana Bibi", 0.42, 0.6),
        Person("Sanjeewa Perera", 0.52, 0.55),
        Person("Tigist Bekele", 0.32, 0.8),
        Person("عمر الخطيب", 0.45, 0.6),
        Person("李明", 0.55, 0.65),
        Person("Viliame Tuimavana", 0.3, 0.5, sat=ONLY_BEFORE),
        Person("Wilhelmina de Graaf", 0.4, 0.5, sat=ONLY_BEFORE),
        Person("Yaw Boateng", 0.22, 0.5, sat=ONLY_BEFORE),
        Person("Zeynep Aydın", 0.5, 0.6, sat=ONLY_AFTER),
        Person("Xavier Mukendi", 0.4, 0.5, sat=NEITHER),
    ),
)
EARLIER = FinishedClass(
    name="Demo course, last spring",
    instructor="Joaquim Tavares",
    days_ago=(205, 196),
    people=(
        Person("Adaeze Nwosu", 0.36, 0.35),
        Person("Bakary Touré", 0.3, 0.45),
        Person("Camila Rojas", 0.52, 0.5),
        Person("Davit Gelashvili", 0.48, 0.35),
        Person("Esther Achieng", 0.4, 0.55),
        Person("Frédéric Lambert", 0.56, 0.3),
        Person("Gulnara Osmonova", 0.34, 0.5),
        Person("Harsha Wickrama", 0.44, 0.4),
        Person("Isabel Macuácua", 0.28, 0.45),
        Person("Jonas Keita", 0.5, 0.4),
        Person("Khalid Benali", 0.38, 0.4),
        Person("Lucía Benítez", 0.42, 0.4, sat=ONLY_BEFORE),
    ),
)
# Six people: too few for more than the mean gain with its interval.
SMALL = FinishedClass(
    name="Demo course, evening group",
    instructor="Joaquim Tavares",
    days_ago=(96, 88),
    people=(
        Person("Mariana Duarte", 0.45, 0.6),
        Person("Niels Brandt", 0.55, 0.5),
        Person("Olena Shevchenko", 0.5, 0.7),
        Person("Patience Moyo", 0.35, 0.55),
        Person("Rashid Karim", 0.4, 0.6),
        Person("Selam Tesfaye", 0.3, 0.65),
    ),
)
# The oldest first: it is the order in which they were.
FINISHED = (EARLIER, SMALL, NEWEST)


@dataclass(frozen=True)
class Asked:
    """A question of the demo's quiz: answers that are right and not, what it adds to knowing it, and how it is taught.

    The lesson teaches a question with ``taught`` near 1 well. ``blank`` is how many of those who do not know it leave
    it empty.
    """

    right: Sequence[Any]
    wrong: Sequence[Any]
    ease: float = 0
    taught: float = 1
    blank: float = 0.05


def _written(blank: str, *texts: str) -> list[Any]:
    return [{blank: text} for text in texts]


# By number in the source. T6 is taught badly on purpose: most of the class holds a wrong idea after the lesson.
ASKED: Mapping[str, Asked] = {
    "F1": Asked(
        _written(
            "partner", "UN Country Team", "UNCT", "the UN Country Team (UNCT)", "UN agencies, funds and programmes"
        ),
        _written("partner", "Host government", "NGOs", "NGOs", "ICRC", "SRSG", "World Bank"),
        taught=1.2,
        blank=0.2,
    ),
    "F3": Asked(
        [
            {"first": "World Bank", "second": "IMF"},
            {"first": "IMF", "second": "World Bank"},
            {"first": "the World Bank", "second": "International Monetary Fund"},
        ],
        [
            {"first": "World Bank", "second": "World Trade Organization"},
            {"first": "World Bank", "second": "European Union"},
            {"first": "IMF", "second": "UNDP"},
            {"first": "Bretton Woods institutions", "second": ""},
        ],
        ease=-0.1,
        blank=0.25,
    ),
    "F5": Asked(
        _written("partner", "UNDP", "UNDP", "UN Development Programme", "PNUD"),
        _written("partner", "UNEP", "UNEP", "World Bank", "UNICEF", "Resident Coordinator"),
        ease=0.2,
        blank=0.15,
    ),
    "F7": Asked(
        _written("what", "information", "information", "all relevant information", "information and advice"),
        _written("what", "offices", "resources", "money", "intelligence", "offices"),
        ease=0.15,
    ),
    "F13": Asked(
        _written("actor", "ICRC", "ICRC", "International Committee of the Red Cross", "CICR"),
        _written("actor", "UNHCR", "Red Cross", "NGOs", "NGOs", "Médecins Sans Frontières"),
        blank=0.2,
        taught=1.3,
    ),
    "T3": Asked([False], [True], ease=0.1, taught=1.2),
    "T4": Asked([False], [True], ease=-0.05, taught=0.8),
    "T5": Asked([True], [False], ease=0.25),
    "T6": Asked([False], [True], ease=-0.2, taught=0.25),
    "T8": Asked([True], [False], ease=0.5, blank=0),
    "T9": Asked([False], [True], ease=-0.05, taught=0.9),
    "M1": Asked([["a", "c"]], [["a", "b", "c"], ["a"], ["a", "c", "d"], ["a", "b", "d"]], taught=0.9),
    "M2": Asked(["e"], ["a", "b", "d", "f"], ease=0.15),
    "M3": Asked(
        [["a", "b", "c", "d", "f"]], [["b", "c", "f"], ["b", "c"], ["a", "b", "c", "d", "e", "f"], ["b"]], ease=-0.1
    ),
    "M4": Asked([["b", "d", "e"]], [["a", "b"], ["a", "b", "d"], ["b", "e"], ["b", "c", "d", "e"]]),
    "N7": Asked(
        [
            "The people of the host country and their government.",
            "Citizens, and the host government. They are the ones who gain or lose by the mandate.",
            "Local population and host government",
        ],
        [
            "The local population, above all those who suffered in the conflict.",
            "The communities that the mission protects.",
            "The countries that send troops and police.",
        ],
        ease=-0.05,
        blank=0.15,
    ),
}
# What an instructor gives for the written answers above: the key points that are in it.
KEY_POINTS: Mapping[str, list[str]] = {
    ASKED["N7"].right[0]: ["local-people", "host-government"],
    ASKED["N7"].right[1]: ["local-people", "host-government"],
    ASKED["N7"].right[2]: ["local-people", "host-government"],
    ASKED["N7"].wrong[0]: ["local-people"],
    ASKED["N7"].wrong[1]: ["local-people"],
    ASKED["N7"].wrong[2]: [],
}


def answers_of(person: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what ``person`` answers before and after, by question; what is left empty is not in it."""
    chance = random.Random(person.name)  # noqa: S311  # the same for the same name, and nothing secret
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for source, asked in ASKED.items():
        knew = chance.random() < person.knows + (asked.ease if person.knows < 1 else 0)
        knows = chance.random() < (person.keeps if knew else person.learns * asked.taught)
        for answers, is_known in ((before, knew), (after, knows)):
            answer = chance.choice(asked.right if is_known else asked.wrong)
            if is_known or chance.random() >= asked.blank:
                answers[source] = answer
    return before, after
