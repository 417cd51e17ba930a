from django.db import migrations, models


def seed(apps, schema_editor):
    from campaigns.territories import starting_rows

    Territory = apps.get_model("campaigns", "Territory")
    Territory.objects.bulk_create((Territory(**row) for row in starting_rows()), batch_size=500)


class Migration(migrations.Migration):
    """The places of the world, as a tree."""

    dependencies = [("campaigns", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Territory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=255, unique=True)),
                ("depth", models.PositiveIntegerField()),
                ("numchild", models.PositiveIntegerField(default=0)),
                (
                    "code",
                    models.CharField(
                        help_text="ISO 3166 for countries and subdivisions, such as DE or DE-BY; a short name for a region.",
                        max_length=20,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("world", "World"),
                            ("region", "Region"),
                            ("country", "Country"),
                            ("subdivision", "Subdivision"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
            ],
            options={"verbose_name": "territory", "verbose_name_plural": "territories", "ordering": ["path"]},
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
