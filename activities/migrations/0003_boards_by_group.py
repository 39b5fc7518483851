"""The class's own board comes before those of its groups, on every database. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_runs_boards_ratings"),
        ("courses", "0008_groups_by_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="board",
            options={"ordering": ["run", models.OrderBy(models.F("group__sort_key"), nulls_first=True), "pk"]},
        ),
    ]
