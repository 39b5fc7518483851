"""Give seats from before names were compared the key they are looked up by."""

from django.db import migrations

from courses.names import name_key


def fill_blank_name_keys(apps, schema_editor):
    enrolments = apps.get_model("courses", "Enrolment").objects.using(schema_editor.connection.alias)
    longest = enrolments.model._meta.get_field("name_key").max_length
    for seat in enrolments.filter(name_key="").select_related("user").iterator():
        enrolments.filter(pk=seat.pk).update(name_key=name_key(seat.user.name)[:longest])


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_courses_cohorts_enrolments")]

    operations = [migrations.RunPython(fill_blank_name_keys, migrations.RunPython.noop, elidable=True)]
