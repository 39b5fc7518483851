from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_clock_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="screen_seen_at",
            field=models.DateTimeField(null=True),
        ),
    ]
