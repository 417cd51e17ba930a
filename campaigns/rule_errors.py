"""What can be wrong with a rule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


class RuleError(Exception):
    """A rule cannot be applied; the message says why and what to do."""


class RuleBroken(RuleError):
    """A rule names something that is not there any more, or was written past `cleaned_rule`."""


class RateMissing(RuleError):
    """A rule names a currency of which no exchange rate is known."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(
            _("There is no exchange rate for %(currency)s yet: add one under Exchange rates.") % {"currency": currency}
        )


class RuleRefused(RuleError):
    """A rule cannot be kept; `errors` has a message for each place in it, such as `conditions.2.value`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("; ".join(self.errors.values()))
