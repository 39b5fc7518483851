"""The tables of a cohort by the names that their addresses have."""

from assessments.exports.cohort import items_sheet, learners_sheet, research_sheet, responses_sheet
from assessments.exports.findings import certificates_sheet, choices_sheet, misconceptions_sheet, outcomes_sheet

SHEETS = {
    "learners": learners_sheet,
    "answers": responses_sheet,
    "questions": items_sheet,
    "choices": choices_sheet,
    "outcomes": outcomes_sheet,
    "misconceptions": misconceptions_sheet,
    "certificates": certificates_sheet,
    "research": research_sheet,
}
