"""Give a new template its short name and its regions."""

from __future__ import annotations

from django.utils.text import slugify

from brand_kit.actions.sync_regions import sync_regions
from brand_kit.models import Template
from brand_kit.permissions import Actor, insist, may_change_template

LONGEST = 80


def start_template(*, template: Template, by: Actor) -> Template:
    """Return a template that is not saved yet, with a short name nobody else has and all regions locked and empty.

    Raises:
        PermissionDenied: if `by` may not make templates.
        LayoutError: if the layout is not there or not well.
    """
    insist(may_change_template(by))
    sync_regions(template=template, by=by)
    if not template.slug:
        start = slugify(template.title)[: LONGEST - 4].strip("-") or template.layout
        taken = set(Template.objects.filter(slug__startswith=start).values_list("slug", flat=True))
        slugs = (start if number == 1 else f"{start}-{number}" for number in range(1, len(taken) + 2))
        template.slug = next(slug for slug in slugs if slug not in taken)
    return template
