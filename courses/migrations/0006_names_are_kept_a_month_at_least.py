"""Names that were to go at once, in the month of 0, are kept for a month: nothing brings them back."""

from django.db import migrations


def keep_a_month(apps, schema_editor):
    courses = apps.get_model("courses", "Course").objects.using(schema_editor.connection.alias)
    courses.filter(keep_months=0).update(keep_months=1)


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_files_of_a_course")]
    operations = [migrations.RunPython(keep_a_month, migrations.RunPython.noop, elidable=True)]
