"""How large a file of a stranger may be, and what is said of one that is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 50
MAX_CELL = 1_000
# An Excel file is a zip archive: what it may hold, before anything of it is unpacked.
MAX_ENTRIES = 200
MAX_UNPACKED = 20 * 1024 * 1024
MAX_RATIO = 200
MAX_TAGS = 1_500_000
MAX_CELLS = 1_000_000  # with the empty ones between others


class RefusedFileError(Exception):
    """The file cannot be read, for the reason it carries in words for whoever sent it."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


TOO_LARGE = _("This file is larger than 2 MB. A list of learners is far smaller: leave out pictures and other sheets.")
TOO_MUCH = _("There is more in this file than in a list of learners. Copy the list to a new, empty workbook.")
TOO_MANY_ROWS = _("There are more than 5,000 rows in this file.")
TOO_MANY_COLUMNS = _("There are more than 50 columns in this file.")
TOO_LONG_CELL = _("A cell of this file holds more than 1,000 characters.")
EMPTY = _("There is nothing in this file.")
NOT_TEXT = _("This is neither a CSV file nor an Excel workbook (.xlsx).")
OLD_EXCEL = _("This workbook is of an old Excel (.xls) or has a password. Save it as .xlsx or CSV, without one.")
BROKEN_WORKBOOK = _("This workbook cannot be read. Open it in Excel or LibreOffice, save it as .xlsx and try again.")
BROKEN_CSV = _("The quotation marks of this CSV file do not match. Open it in Excel or LibreOffice and save it again.")
WRONG_LETTERS = _("The letters of this file cannot be read this way. Save it as “CSV UTF-8” or choose another way.")
