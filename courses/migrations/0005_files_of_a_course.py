"""A course knows which files of the program were loaded last, and whether it was replaced since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_archives_retention_and_the_trail")]
    operations = [
        migrations.AddField(
            "course",
            "files_digest",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.AddField("course", "replaced_at", models.DateTimeField(editable=False, null=True)),
    ]
