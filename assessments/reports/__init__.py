"""Rows gathered for the pages of assessments, as frozen dataclasses. One module per area."""

from assessments.reports.bank import BankEntry, Choice, bank_entries

__all__ = ["BankEntry", "Choice", "bank_entries"]
