import django.db.models.deletion
from django.db import migrations, models


def keep_known(apps, schema_editor):
    """The column held free text, mostly codes of countries; what names none stops here with a word."""
    Partner, Territory = apps.get_model("campaigns", "Partner"), apps.get_model("campaigns", "Territory")
    known = set(Territory.objects.filter(kind="country").values_list("code", flat=True))
    for partner in Partner.objects.all():
        code = partner.territory.partition("-")[0].upper()
        if code not in known:
            raise ValueError(f"Partner {partner.slug} has the country {partner.territory!r}: correct it, then migrate.")
        Partner.objects.filter(pk=partner.pk).update(country_id=code)


class Migration(migrations.Migration):
    """A partner's country becomes a territory."""

    dependencies = [("campaigns", "0003_territory")]

    operations = [
        migrations.AddField(
            "partner",
            "country",
            models.ForeignKey(
                to="campaigns.territory", to_field="code", null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", limit_choices_to={"kind": "country"}, verbose_name="country",
            ),
        ),
        migrations.RunPython(keep_known, migrations.RunPython.noop),
        migrations.RemoveField("partner", "territory"),
    ]
