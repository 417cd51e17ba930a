"""The models of campaigns, one file for each noun."""

from campaigns.models.partner import Partner
from campaigns.models.people import User

__all__ = ["Partner", "User"]
