"""Groups are listed by their names as these are compared, and numbers in them by their size."""

from django.db import migrations, models

from courses.names import list_key

LENGTH = 120


def fill(apps, schema_editor):
    groups = apps.get_model("courses", "Group").objects.using(schema_editor.connection.alias)
    for group in groups.order_by("pk").iterator():
        groups.filter(pk=group.pk).update(sort_key=list_key(group.name)[:LENGTH])


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_learners_by_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="sort_key",
            field=models.CharField(default="", editable=False, max_length=LENGTH),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="group", options={"ordering": ["sort_key", "pk"]}),
    ]
