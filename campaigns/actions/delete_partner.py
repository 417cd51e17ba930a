"""Delete a partner that nothing holds on to."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from campaigns.models import Partner
from campaigns.permissions import Actor, insist, may_delete_partner
from campaigns.profile_lists import ProfileRefused


def delete_partner(*, partner: Partner, by: Actor) -> None:
    """Delete a partner with its profile, people and invitations; their accounts stay.

    Raises:
        PermissionDenied: if `by` may not delete it.
        ProfileRefused: if it has made collateral, or other partners buy from it.
    """
    insist(may_delete_partner(by, partner))
    try:
        with transaction.atomic():
            log(partner, "campaigns.delete_partner", user=by, data={"slug": partner.slug}, deleted=True)
            partner.delete()
    except ProtectedError as no:
        held = {str(each._meta.verbose_name) for each in no.protected_objects}
        message = _("This partner cannot be deleted, as there are: %(held)s. Switch it off instead.")
        raise ProfileRefused({"": message % {"held": ", ".join(sorted(held))}}) from no
