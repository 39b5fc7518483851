"""Cohorts are archived, courses say how long they keep names, and one trail of changes serves every app."""

from collections import defaultdict

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHUNK = 500


def fill_cohorts(apps, schema_editor):
    """Say of older rows to which cohort they belong. Safe to repeat."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("courses", "AuditRow").objects.using(alias)
    sittings = dict(apps.get_model("assessments", "Sitting").objects.using(alias).values_list("pk", "cohort"))
    attempts = apps.get_model("assessments", "Attempt").objects.using(alias).values_list("pk", "sitting__cohort")
    seats = apps.get_model("courses", "Enrolment").objects.using(alias).values_list("pk", "cohort")
    cohorts = {"sitting": sittings, "attempt": dict(attempts), "enrolment": dict(seats)}
    found = defaultdict(list)
    waiting = rows.filter(cohort=None, course=None).exclude(verb__in=["submit", "expire"])
    for pk, subject in waiting.values_list("pk", "subject"):
        kind, _space, key = subject.partition(" ")
        if cohort := cohorts.get(kind, {}).get(int(key) if key.isdigit() else None):
            found[cohort].append(pk)
    for cohort, keys in found.items():
        for start in range(0, len(keys), CHUNK):
            rows.filter(pk__in=keys[start : start + CHUNK]).update(cohort=cohort)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_rosters"),
        ("assessments", "0007_audit_rows_belong_to_courses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("cohort", "archived_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "cohort",
            "archived_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="archived_cohorts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("cohort", "cleared_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("course", "keep_months", models.PositiveSmallIntegerField(editable=False, null=True)),
        migrations.AddField("enrolment", "erased_at", models.DateTimeField(editable=False, null=True)),
        # The table is there, and stays where the former code looks for it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="AuditRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("verb", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=80)),
                        ("detail", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_rows",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "assessments_auditrow",
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["subject"], name="audit_by_subject")],
                    },
                )
            ]
        ),
        *[
            migrations.AddField(
                "auditrow",
                name,
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="audit_rows",
                    to=f"courses.{name}",
                ),
            )
            for name in ("cohort", "course")
        ],
        *[
            migrations.AddIndex("auditrow", models.Index(fields=[name, "-at", "-id"], name=f"audit_by_{name}"))
            for name in ("cohort", "course")
        ],
        migrations.RunPython(fill_cohorts, migrations.RunPython.noop, elidable=True),
    ]
