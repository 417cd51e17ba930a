"""Put a front page of ours in the place of Wagtail's welcome page."""

from django.db import migrations


def create_front_page(apps, schema_editor):
    """Replace the welcome page; a tree that somebody has already changed is left alone."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("cms", "HomePage")

    page_type = ContentType.objects.get(app_label="wagtailcore", model="page")
    pages = Page.objects.filter(depth__gt=1)
    welcome = pages.filter(content_type=page_type, slug="home", path="00010001").first()
    if welcome is None or pages.count() > 1:
        return
    Site.objects.filter(root_page=welcome).delete()
    welcome.delete()

    home_type, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    home = HomePage.objects.create(
        title="Your brand, in every partner’s hands",
        draft_title="Your brand, in every partner’s hands",
        slug="home",
        content_type=home_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.order_by("pk").first(),
    )
    Site.objects.create(hostname="localhost", site_name="Lockup", root_page=home, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_home_page"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_front_page, migrations.RunPython.noop)]
