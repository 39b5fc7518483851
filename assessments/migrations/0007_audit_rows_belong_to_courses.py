"""The trail of changes serves every app, so its model moves down to courses. The table stays where it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_index_of_scores_with_points")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("AuditRow")])]
