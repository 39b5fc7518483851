"""Who chose which option, and which ones are wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet, StringAgg, TextField, Value
from django.db.models.functions import Cast

from assessments.choices import choices_of, marked, worth_of
from assessments.evaluation.distractors import Chose
from assessments.evaluation.marks import Array
from assessments.models import Response
from assessments.sheets import SheetItem

# One text for everybody who answered the same: thousands of rows would take longer than the page they are for.
WHO = StringAgg(Cast("attempt_id", TextField()), Value(","))

type Versions = Mapping[int, Mapping[int, int]]


def choosers_of(attempts: QuerySet[Any], versions: Versions) -> dict[int, Chose]:
    """Return which attempts chose each option, by version and option, in one query.

    ``versions`` are those of the questions that are asked about, by form and position.
    """
    places = [Q(attempt__form=form, position__in=list(by_position)) for form, by_position in versions.items()]
    if not any(versions.values()):
        return {}
    given = Response.objects.filter(_any_of(places), attempt__in=attempts).order_by()
    found: defaultdict[int, defaultdict[str, list[Array]]] = defaultdict(lambda: defaultdict(list))
    for form, position, answer, keys in given.values_list("attempt__form", "position", "answer").annotate(who=WHO):
        for value in marked(answer):
            found[versions[form][position]][value].append(keys_in(keys))
    return {
        version: {value: np.concatenate(each) for value, each in options.items()} for version, options in found.items()
    }


def keys_in(text: str) -> Array:
    """Return the primary keys that WHO has put into one text."""
    return np.fromstring(text, np.int64, sep=",")


def _any_of(places: Iterable[Q]) -> Q:
    asked = Q()
    for each in places:
        asked |= each
    return asked


def has_options(item: SheetItem) -> bool:
    """Return whether one chooses the answer to a question."""
    return bool(choices_of(item, item.content.get("options", ())))


def wrong_options(item: SheetItem, key: Mapping[str, Any]) -> dict[str, str]:
    """Return value and text of the options that earn nothing."""
    choices = dict(choices_of(item, item.content.get("options", ())))
    if item.type == "true-false":
        return {value: text for value, text in choices.items() if value != str(key["answer"]).lower()}
    options = key.get("options", {})
    return {value: text for value, text in choices.items() if not worth_of(options.get(value, {}))}
