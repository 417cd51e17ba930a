from django.db import migrations

PARTNER_TYPES = [
    ("reseller", "Reseller", "Buys and sells products as they are."),
    ("value-added-reseller", "Value-added reseller", "Sells products with services of its own: advice, set-up, support."),
    ("managed-service-provider", "Managed service provider", "Runs products for its customers, for a monthly fee."),
    ("managed-security-provider", "Managed security provider", "Watches over and defends its customers' systems."),
    ("systems-integrator", "Systems integrator", "Builds whole systems out of products of several vendors."),
    ("software-vendor", "Independent software vendor", "Builds its own software on or for the vendor's products."),
    ("distributor", "Distributor", "Sells to other partners, and looks after them."),
    ("consultant", "Consultant", "Advises customers what to buy, and is paid by them."),
    ("referral-agent", "Referral partner or agent", "Brings customers and earns a commission; does not sell itself."),
    ("marketplace", "Marketplace", "Sells online, beside other vendors' products."),
    ("telco", "Telecommunications provider", "Sells products along with lines, mobile contracts or hosting."),
    ("cloud-provider", "Cloud provider", "Offers products as a service out of its own data centres."),
    ("oem", "Original equipment manufacturer", "Builds products into its own devices."),
    ("retailer", "Retailer or e-tailer", "Sells to consumers and small firms, in shops or online."),
    ("training-partner", "Training partner", "Teaches customers and other partners, and examines them."),
    ("technology-alliance", "Technology alliance", "Makes products that work together with the vendor's."),
]
TIERS = [("registered", "Registered", 10), ("silver", "Silver", 20), ("gold", "Gold", 30), ("platinum", "Platinum", 40)]


def seed(apps, schema_editor):
    """Fill the lists that a vendor has not begun; it edits them in the admin from then on."""
    PartnerType, Tier = apps.get_model("campaigns", "PartnerType"), apps.get_model("campaigns", "Tier")
    if not PartnerType.objects.exists():
        PartnerType.objects.bulk_create(
            PartnerType(slug=slug, name=name, description=description) for slug, name, description in PARTNER_TYPES
        )
    if not Tier.objects.exists():
        Tier.objects.bulk_create(Tier(slug=slug, name=name, rank=rank) for slug, name, rank in TIERS)


class Migration(migrations.Migration):
    """The usual partner types and tiers."""

    dependencies = [("campaigns", "0006_collateral")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
