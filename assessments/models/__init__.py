"""Rows of the assessments: the bank, forms, sittings, attempts, marking."""

from assessments.models.attempts import Attempt, LateResponse, Response
from assessments.models.bank import (
    WRITTEN_TYPES,
    EnemyPair,
    KeyRevision,
    Misconception,
    Question,
    QuestionOutcome,
    QuestionVersion,
)
from assessments.models.certificates import Certificate, CertificateRule, MasteryRule
from assessments.models.forms import AssessmentForm, BlueprintRow, DerivedQuestion, FormItem
from assessments.models.marking import Mark, MarkingClaim, MarkingPlan, Override, RegradeRun, Ruling, Score
from assessments.models.sittings import Accommodation, Allocation, Sitting

__all__ = [
    "WRITTEN_TYPES",
    "Accommodation",
    "Allocation",
    "AssessmentForm",
    "Attempt",
    "BlueprintRow",
    "Certificate",
    "CertificateRule",
    "DerivedQuestion",
    "EnemyPair",
    "FormItem",
    "KeyRevision",
    "LateResponse",
    "Mark",
    "MarkingClaim",
    "MarkingPlan",
    "MasteryRule",
    "Misconception",
    "Override",
    "Question",
    "QuestionOutcome",
    "QuestionVersion",
    "RegradeRun",
    "Response",
    "Ruling",
    "Score",
    "Sitting",
]
