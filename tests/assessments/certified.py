"""A cohort with a rule for certificates, for the tests of certificates and their pages."""

from assessments.actions.certificates import RuleValues, give_certificates, set_certificate_rule
from tests.factories import NOW

RULE = RuleValues(is_by_hand=False, needs_both=True, least_percent=60, signatory="H. Lindqvist, Director")


def rule(pair, director, *, for_course=True, **values):
    """Set the rule of the course, or of the cohort alone: 60 % after, both quizzes sat, unless ``values`` differ."""
    set_certificate_rule(
        cohort=pair[0].cohort, for_course=for_course, values=RuleValues(**vars(RULE) | values), by=director, now=NOW
    )


def give(cohort, seats, by, **more):
    """Give certificates by hand."""
    more = {"signatory": "", "is_by_hand": True, "now": NOW} | more
    return give_certificates(cohort=cohort, seats=seats, by=by, **more)
