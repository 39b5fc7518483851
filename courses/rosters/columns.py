"""Which column of a list means what, whatever it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courses.names import name_key, tidy_name
from courses.spreadsheets.reading import Rows

HEADER_WITHIN = 10  # a title and a date may stand above the header


class Part(TextChoices):
    """What a column may hold."""

    NAME = "name", _("Name")
    GIVEN = "given", _("Given name")
    FAMILY = "family", _("Family name")
    NUMBER = "number", _("Number")
    GROUP = "group", _("Group")
    EMAIL = "email", _("E-mail address")
    ROLE = "role", _("Role")


# As name_key() writes them: lower case, no accents, no punctuation.
SYNONYMS: Mapping[Part, tuple[str, ...]] = {
    Part.NAME: (
        "name|full name|fullname|learner|student|participant|student name|participant name|learner name",
        "name of participant|nom complet|nom et prenom|nom prenom|nom et prenoms|participante|nombre completo",
        "nombre y apellidos|apellidos y nombre|имя и фамилия|фио|полное имя|الاسم|الاسم الكامل|اسم المشارك|姓名",
    ),
    Part.GIVEN: (
        "given|given name|given names|first name|firstname|forename|prenom|prenoms|nombre|nombres|имя",
        "الاسم الاول|名",
    ),
    Part.FAMILY: (
        "family|family name|last name|lastname|surname|nom|nom de famille|apellido|apellidos|фамилия",
        "اسم العائلة|اللقب|姓",
    ),
    Part.NUMBER: (
        "number|no|nr|id|external id|externalid|student id|student number|participant id|id number|index number",
        "staff number|service number|matricule|numero|identifiant|n|номер|الرقم|رقم|编号|学号",
    ),
    Part.GROUP: (
        "group|groups|team|syndicate|class|section|groupe|equipe|grupo|equipo|группа|команда|المجموعة|组|小组",
    ),
    Part.EMAIL: (
        "email|e mail|email address|e mail address|mail|courriel|adresse electronique|correo|correo electronico",
        "почта|электронная почта|эл почта|البريد الالكتروني|电子邮件|邮箱",
    ),
    Part.ROLE: ("role|part|function in the course|fonction|rol|роль|الدور|角色",),
}
PART_OF = {name_key(word): part for part, lines in SYNONYMS.items() for word in "|".join(lines).split("|")}


@dataclass(frozen=True)
class Columns:
    """Where each part stands: ``header`` is the row of the header, ``at`` the column of each part.

    ``unused`` are headers that mean nothing here, ``twice`` those that mean the same as another one.
    """

    header: int
    at: Mapping[Part, int]
    unused: Sequence[str]
    twice: Sequence[str]

    @property
    def has_name(self) -> bool:
        return Part.NAME in self.at or Part.FAMILY in self.at or Part.GIVEN in self.at


def find_columns(rows: Rows) -> Columns:
    """Return the columns of the first of the upper rows that names a name, else of the first row that is not empty."""
    candidates = [columns_of(number, row) for number, row in enumerate(rows[:HEADER_WITHIN]) if row]
    return next((columns for columns in candidates if columns.has_name), candidates[0] if candidates else NO_COLUMNS)


NO_COLUMNS = Columns(0, {}, (), ())


def columns_of(number: int, row: Sequence[str]) -> Columns:
    """Return what the cells of row ``number`` mean as headers."""
    at: dict[Part, int] = {}
    unused, twice = [], []
    for place, cell in enumerate(row):
        part = PART_OF.get(_key(cell))
        if part is None:
            unused += [tidy_name(cell)] if cell else []
        elif part in at:
            twice.append(tidy_name(cell))
        else:
            at[part] = place
    return Columns(number, at, unused, twice)


def _key(header: str) -> str:
    return name_key(header.replace("_", " ").replace("/", " ").replace(".", " "))
