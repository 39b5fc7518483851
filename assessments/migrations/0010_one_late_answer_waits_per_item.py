"""Of the late answers to one item that nobody has decided on, the newest waits; so it is since they replace each other.

Decided ones stay. The id of an event is no longer unique: a row takes that of the newest answer.
"""

from django.db import migrations, models
from django.db.models import Q


def keep_the_newest(apps, schema_editor):
    """Delete what a newer answer has replaced. Safe to repeat."""
    waiting = apps.get_model("assessments", "LateResponse").objects.filter(is_accepted=None)
    rows = waiting.order_by("sequence", "-pk").values_list("attempt", "position", "pk")
    newest = {(attempt, position): pk for attempt, position, pk in rows}
    replaced = [pk for attempt, position, pk in rows if newest[attempt, position] != pk]
    for start in range(0, len(replaced), 500):
        waiting.filter(pk__in=replaced[start : start + 500]).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_mark_answers_that_rulings_let_count")]

    operations = [
        migrations.RunPython(keep_the_newest, migrations.RunPython.noop),
        migrations.AlterField("lateresponse", "event", models.UUIDField()),
        migrations.AddConstraint(
            "lateresponse",
            models.UniqueConstraint(
                fields=["attempt", "position"],
                condition=Q(is_accepted=None),
                name="late_response_one_waits_per_item",
            ),
        ),
    ]
