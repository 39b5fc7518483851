"""Answers that a ruling let count are marked in the keys, so that no learner reads one as a model answer.

Rulings have marked them since; the keys of earlier ones are told from what was decided. An answer is marked in the key
that its ruling made and in later ones as long as it is there because of the ruling: not once it was taken out, and
not where the author has written it into the files. What an answer is worth does not change.
"""

import re

from django.db import migrations

from assessments.digests import digest

LOADED = "Loaded from the files"
KEPT = "Decisions of instructors kept when the files changed"
TAKEN_BACK = re.compile(r"Key \d+ again|Without what key \d+ decided")
LONGEST = 500  # of an answer that a ruling remembers


def mark_ruled_answers(apps, schema_editor):
    """Mark what is not marked. Safe to repeat."""
    rulings = apps.get_model("assessments", "Ruling").objects.filter(verdict="accept")
    revisions = apps.get_model("assessments", "KeyRevision").objects
    for question in rulings.values_list("question", flat=True).distinct():
        ruled = dict(rulings.filter(question=question).values_list("revision", "answer"))
        rows = revisions.filter(version__question=question).select_related("version").order_by("pk")
        for revision, texts in _ruled_in(rows, ruled):
            if _mark(revision.key, texts):
                revisions.filter(pk=revision.pk).update(key=revision.key, digest=digest(revision.key))


def _ruled_in(revisions, ruled):
    """Yield the keys of a question, oldest first, each with the answers that are in it because of a ruling.

    ``ruled`` are the answers that were ruled on, by the key revision that the ruling made.
    """
    live, carried, written, ever = {}, {}, {}, set()
    for revision in revisions:
        here = revision.version.number
        earlier = here if here in live else max((number for number in live if number < here), default=None)
        before = live.get(earlier, set())
        if revision.reason == LOADED:
            written[here] = _texts(revision.key)
            carried[here], live[here] = before, set()
            continue
        if revision.reason == KEPT:
            known = carried.get(here, set())
        elif TAKEN_BACK.fullmatch(revision.reason):
            known = before | ever
        else:
            known = before | {ruled[revision.pk]} if revision.pk in ruled else before
        ever |= known
        possible = known - written.get(here, set())
        live[here] = {row["text"][:LONGEST] for row in _rows(revision.key, possible)}
        yield revision, live[here]


def _lists(key):
    """Yield the lists in which a key keeps answers that count as right."""
    for blank in [key.get("shared"), *(key.get("blanks") or {}).values()]:
        if blank:
            yield from (blank.get("accept") or [], (blank.get("quota") or {}).get("entries") or [])


def _rows(key, texts):
    """Yield the answers of a key that a ruling on one of ``texts`` may have put there: they have no other spelling."""
    for row in (row for rows in _lists(key) for row in rows):
        if row["text"][:LONGEST] in texts and not row.get("also"):
            yield row


def _texts(key):
    """Return how answers that count as right are written in a key of the files."""
    return {row["text"][:LONGEST] for rows in _lists(key) for row in rows}


def _mark(key, texts):
    """Mark the answers in a key, and return whether one was not marked before."""
    rows = [row for row in _rows(key, texts) if not row.get("ruled")]
    for row in rows:
        row["ruled"] = True
    return bool(rows)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_index_of_scores_that_show_wrong_ideas")]

    operations = [migrations.RunPython(mark_ruled_answers, migrations.RunPython.noop)]
