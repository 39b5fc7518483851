"""A run keeps its form for ratings and its checklist; those that are there get what their activity has now."""

from django.db import migrations, models


def fill_runs(apps, schema_editor):
    using = schema_editor.connection.alias
    runs = apps.get_model("activities", "ActivityRun").objects.using(using)
    ratings = apps.get_model("activities", "Rating").objects.using(using)
    for run in runs.select_related("activity__plan_of").order_by("pk"):
        activity = run.activity
        plan = activity.plan_of or activity
        runs.filter(pk=run.pk).update(rating=activity.rating, checklist=activity.checklist or plan.checklist)
        if activity.rating is not None:
            _fill_up(ratings.filter(run=run), activity.rating)


def _fill_up(ratings, form):
    """Let ratings that were given on fewer scales than the form has now leave the rest out."""
    n_scales, n_comments = len(form["scales"]), len(form["comments"])
    for rating in ratings.order_by("pk"):
        values = rating.values + [None] * (n_scales - len(rating.values))
        comments = rating.comments + [""] * (n_comments - len(rating.comments))
        if (values, comments) != (rating.values, rating.comments):
            ratings.filter(pk=rating.pk).update(values=values, comments=comments)


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_boards_by_group")]

    operations = [
        migrations.AddField("activityrun", "rating", models.JSONField(null=True)),
        migrations.AddField(
            "activityrun",
            "checklist",
            models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
        migrations.RunPython(fill_runs, migrations.RunPython.noop),
    ]
