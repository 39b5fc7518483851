"""A certificate on a page of A4, and many of them in one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import segno
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from assessments.certificates.lettering import BOLD, PLAIN, fonts_for

WIDTH, HEIGHT, MARGIN = 297, 210, 14
TEXT_WIDTH = 230
INK, BRAND, MUTED, LINE = (18, 35, 46), (11, 90, 138), (74, 96, 109), (211, 221, 227)
QR_SIZE = 30
SMALLEST = 14


@dataclass(frozen=True)
class Printed:
    """What is printed: all of it was settled when the certificate was given. ``address`` is where it is checked."""

    name: str
    course: str
    day: date
    signatory: str
    code: str
    address: str


def certificates_pdf(certificates: Sequence[Printed], *, title: str, now: datetime) -> bytes:
    """Return a PDF with a page for each of ``certificates``, in the language of whoever asks."""
    pdf = _empty_pdf(certificates, title, now)
    for each in certificates:
        pdf.add_page()
        _draw_frame(pdf)
        _draw_text(pdf, each)
        _draw_check(pdf, each)
    return bytes(pdf.output())


def _empty_pdf(certificates: Sequence[Printed], title: str, now: datetime) -> FPDF:
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(title)
    pdf.set_lang(get_language() or "en")
    pdf.set_producer("Fieldschool")
    pdf.set_creation_date(now)
    pdf.add_font("plain", fname=PLAIN)
    pdf.add_font("bold", fname=BOLD)
    words = [
        _("Certificate of completion"),
        _("has completed the course"),
        date_format(date(2000, 1, 1), "DATE_FORMAT"),
    ]
    texts = [text for each in certificates for text in (each.name, each.course, each.signatory)]
    others = fonts_for([*words, *texts, _("Date"), _("Signature")])
    for number, font in enumerate(others):
        pdf.add_font(f"other{number}", fname=font)
    pdf.set_fallback_fonts([f"other{number}" for number in range(len(others))], exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True)
    return pdf


def _draw_frame(pdf: FPDF) -> None:
    pdf.set_draw_color(*BRAND)
    pdf.set_line_width(1.2)
    pdf.rect(MARGIN - 5, MARGIN - 5, WIDTH - 2 * (MARGIN - 5), HEIGHT - 2 * (MARGIN - 5))
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.4)
    pdf.rect(MARGIN - 2, MARGIN - 2, WIDTH - 2 * (MARGIN - 2), HEIGHT - 2 * (MARGIN - 2))
    # The mark: two linked rings.
    pdf.set_line_width(1.5)
    for offset, colour in ((-3.2, INK), (3.2, BRAND)):
        pdf.set_draw_color(*colour)
        pdf.circle(WIDTH / 2 + offset, 32, 6.4)


def _draw_text(pdf: FPDF, printed: Printed) -> None:
    _line(pdf, 46, _("Certificate of completion"), "plain", 20, MUTED)
    _line(pdf, 66, printed.name, "bold", 40, INK)
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.4)
    pdf.line(WIDTH / 2 - 60, 90, WIDTH / 2 + 60, 90)
    _line(pdf, 96, _("has completed the course"), "plain", 16, MUTED)
    _block(pdf, 110, printed.course)
    _signature(pdf, 42, date_format(printed.day, "DATE_FORMAT"), _("Date"))
    _signature(pdf, 122, printed.signatory, _("Signature"))


def _line(pdf: FPDF, y: float, text: str, font: str, size: float, colour: tuple[int, int, int]) -> None:
    """Write one centred line, smaller where it would be too wide."""
    pdf.set_text_color(*colour)
    pdf.set_font(font, size=size)
    width = pdf.get_string_width(text)
    if width > TEXT_WIDTH:
        pdf.set_font(font, size=max(SMALLEST, size * TEXT_WIDTH / width))
    pdf.set_xy((WIDTH - TEXT_WIDTH) / 2, y)
    pdf.cell(TEXT_WIDTH, 18, text, align="C")


def _block(pdf: FPDF, y: float, text: str) -> None:
    """Write a centred text that may take several lines."""
    pdf.set_text_color(*BRAND)
    pdf.set_font("bold", size=24 if len(text) < 60 else 18)
    pdf.set_xy((WIDTH - TEXT_WIDTH) / 2, y)
    pdf.multi_cell(TEXT_WIDTH, 11, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _signature(pdf: FPDF, x: float, text: str, label: str) -> None:
    pdf.set_draw_color(*MUTED)
    pdf.set_line_width(0.3)
    pdf.line(x, 178, x + 68, 178)
    pdf.set_text_color(*INK)
    pdf.set_font("plain", size=12)
    width = pdf.get_string_width(text)
    if width > 68:
        pdf.set_font("plain", size=max(7, 12 * 68 / width))
    is_name = label != _("Date")
    pdf.set_xy(x, 179 if is_name else 169)
    pdf.cell(68, 8, text, align="C")
    pdf.set_text_color(*MUTED)
    pdf.set_font("plain", size=10)
    pdf.set_xy(x, 186 if is_name and text else 179)
    pdf.cell(68, 6, label, align="C")


def _draw_check(pdf: FPDF, printed: Printed) -> None:
    """Draw the code and the QR code by which anybody can check the certificate."""
    x, y = WIDTH - MARGIN - QR_SIZE - 12, 146
    matrix = list(segno.make(f"{printed.address}?code={printed.code}", error="m").matrix)
    side = QR_SIZE / len(matrix)
    pdf.set_fill_color(*INK)
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                # A little larger than its place: hair lines between modules disturb cameras.
                pdf.rect(x + column * side, y + row * side, side + 0.02, side + 0.02, style="F")
    pdf.set_text_color(*INK)
    pdf.set_font("plain", size=10)
    pdf.set_xy(x - 22, y + QR_SIZE + 2)
    pdf.cell(QR_SIZE + 44, 5, printed.code, align="C")
    pdf.set_text_color(*MUTED)
    pdf.set_font("plain", size=8)
    pdf.set_xy(x - 22, y + QR_SIZE + 7)
    pdf.cell(QR_SIZE + 44, 5, printed.address.removeprefix("https://").removeprefix("http://"), align="C")
