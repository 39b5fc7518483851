"""Forms put together by an exact 0/1 programme: one form, two parallel ones, or the reason why there are none.

Pure: a bank and a plan in, an assembly or a refusal out.
"""

from assessments.assembly.assemble import assemble
from assessments.assembly.likeness import difference
from assessments.assembly.values import Assembly, Candidate, Need, Plan, Refusal, TypeCount

__all__ = ["Assembly", "Candidate", "Need", "Plan", "Refusal", "TypeCount", "assemble", "difference"]
