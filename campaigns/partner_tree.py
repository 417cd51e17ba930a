"""Who stands above whom: distributors form trees, of a few levels only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from campaigns.models import Partner
from campaigns.models.partner import MOST_LEVELS


class PartnerTree:
    """Partners by short name, each with its distributor's, and what may not be among them."""

    def __init__(self, above: dict[str, str | None]) -> None:
        """Take each partner's distributor."""
        self.above: dict[str, str | None] = {}
        self.below: defaultdict[str, set[str]] = defaultdict(set)
        for slug, distributor in above.items():
            self.put(slug, distributor)

    @classmethod
    def whole(cls) -> PartnerTree:
        """Read all partners; one query."""
        return cls(dict(Partner.objects.order_by().values_list("slug", "distributor__slug")))

    @classmethod
    def around(cls, slug: str, distributor: str) -> PartnerTree:
        """Read the partners above a distributor and below a partner; a query for each level."""
        above: dict[str, str | None] = {}
        step = [distributor]
        while step and len(above) <= MOST_LEVELS + 2:
            rows = Partner.objects.filter(slug__in=step).order_by().values_list("slug", "distributor__slug")
            found = {each: upper for each, upper in rows if each not in above}
            above |= found
            step = [upper for upper in found.values() if upper]
        step = [slug]
        for _level in range(MOST_LEVELS + 1):
            rows = (
                Partner.objects.filter(distributor__slug__in=step).order_by().values_list("slug", "distributor__slug")
            )
            found = {each: upper for each, upper in rows if each not in above}
            if not found:
                break
            above |= found
            step = list(found)
        return cls(above)

    def put(self, slug: str, distributor: str | None) -> None:
        """Set a partner's distributor."""
        former = self.above.get(slug)
        if former:
            self.below[former].discard(slug)
        self.above[slug] = distributor
        if distributor:
            self.below[distributor].add(slug)

    def refusal(self, slug: str, distributor: str, moving: Collection[str] = ()) -> str:
        """Return why a distributor may not stand above a partner; an empty string if it may.

        Whoever is below the partner now but in `moving` is about to get a distributor of its own choice.
        """
        if distributor not in self.above:
            return _("There is no partner “%(slug)s”.") % {"slug": distributor}
        path = [slug, distributor]
        while (upper := self.above.get(path[-1])) and slug != path[-1] and len(path) < 50:
            path.append(upper)
        if path[-1] == slug:
            return _("This would go round in a circle: %(path)s.") % {"path": " > ".join(path)}
        levels = len(path) - 1 + self._height(slug, moving)
        if levels > MOST_LEVELS:
            facts = {"path": " > ".join(path), "most": MOST_LEVELS}
            if len(path) - 1 > MOST_LEVELS:
                return _("At most %(most)d distributors may stand one above the other: %(path)s.") % facts
            return (
                _("At most %(most)d distributors may stand one above the other, and %(path)s has more below.") % facts
            )
        return ""

    def _height(self, slug: str, moving: Collection[str]) -> int:
        height, step = 0, {slug}
        while step and height <= MOST_LEVELS:
            step = {each for upper in step for each in self.below.get(upper, ()) if each not in moving}
            height += bool(step)
        return height
