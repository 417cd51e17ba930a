"""The table of the cache that all processes share: counts of tries, and codes that were used."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_first_front_page")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=False)]
