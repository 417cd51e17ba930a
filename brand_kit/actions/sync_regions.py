"""Fit the regions of a template to those of its layout."""

from __future__ import annotations

from brand_kit.fields import KINDS
from brand_kit.models import Template, TemplateRegion
from brand_kit.permissions import Actor, insist, may_change_template


def sync_regions(*, template: Template, by: Actor) -> bool:
    """Give a template one region for each of its layout's, in reading order, and take away what the layout lacks.

    Works on the template in memory; whoever saves it saves the regions. New regions are locked and empty. Returns
    whether anything changed.

    Raises:
        PermissionDenied: if `by` may not change templates.
        LayoutError: if the layout is not there or not well.
    """
    insist(may_change_template(by))
    layout = template.design
    present = {region.key: region for region in template.regions.all()}
    if list(present) == list(layout.regions):
        return False
    for key in present.keys() - layout.regions.keys():
        template.regions.remove(present[key])
    for place, (key, box) in enumerate(layout.regions.items()):
        region = present.get(key)
        if region is None:
            kind = next(name for name, kind in KINDS.items() if kind.region_kind == box.kind)
            region = TemplateRegion(key=key, field_kind=kind)
        region.sort_order = place
        template.regions.add(region)
    return True
