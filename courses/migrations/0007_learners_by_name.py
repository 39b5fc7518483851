"""Learners are listed by their names as these are compared: whatever their case and accents. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_names_are_kept_a_month_at_least"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="enrolment",
            options={
                "ordering": [models.OrderBy(models.F("erased_at"), nulls_first=True), "name_key", "user__name", "pk"]
            },
        ),
    ]
