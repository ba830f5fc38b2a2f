from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("school_id", models.BigIntegerField(null=True)),
                ("segment", models.CharField(blank=True, max_length=4)),
                ("at", models.DateTimeField(null=True)),
                ("terms", models.TextField()),
            ],
            options={
                "verbose_name": "row of the index",
                "indexes": [models.Index(fields=["school_id", "id"], name="search_of_school")],
            },
        ),
    ]
