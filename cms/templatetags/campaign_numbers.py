"""Large numbers as people read them."""

from __future__ import annotations

from django import template

from campaigns.campaign_summary import grouped

register = template.Library()
register.filter("grouped", grouped)
