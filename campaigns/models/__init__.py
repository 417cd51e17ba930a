"""The models of campaigns, one file for each noun."""

from campaigns.models.campaign import Campaign, CampaignTemplate, FieldRule, KeyMessage
from campaigns.models.collateral import Collateral, CollateralVersion, IssuedFile
from campaigns.models.job import Job
from campaigns.models.membership import Invitation, Membership, Role, StaffScope
from campaigns.models.pages import ConsentText, DailyCount, Lead, PartnerPage
from campaigns.models.partner import (
    AttributeValue,
    Branch,
    LocalName,
    Partner,
    PartnerCertification,
    PartnerLanguage,
    PartnerPicture,
)
from campaigns.models.people import User
from campaigns.models.program import Attribute, Certification, ExchangeRate, PartnerType, ProductLine, Tier
from campaigns.models.segment import Segment, SegmentUse
from campaigns.models.territory import Territory

__all__ = [
    "Attribute",
    "AttributeValue",
    "Branch",
    "Campaign",
    "CampaignTemplate",
    "Certification",
    "Collateral",
    "CollateralVersion",
    "ConsentText",
    "DailyCount",
    "ExchangeRate",
    "FieldRule",
    "Invitation",
    "IssuedFile",
    "Job",
    "KeyMessage",
    "Lead",
    "LocalName",
    "Membership",
    "Partner",
    "PartnerCertification",
    "PartnerLanguage",
    "PartnerPage",
    "PartnerPicture",
    "PartnerType",
    "ProductLine",
    "Role",
    "Segment",
    "SegmentUse",
    "StaffScope",
    "Territory",
    "Tier",
    "User",
]
