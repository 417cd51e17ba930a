"""Exchange rates in the admin."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView

from campaigns.models import ExchangeRate, Partner
from campaigns.money import rates_on
from campaigns.permissions import may_change_rates
from cms.forms.rates import ExchangeRateForm
from cms.forms.segment_values import shown_number
from cms.viewsets.scoped import ScopedIndexView, ScopedSnippetViewSet


def today() -> date:
    """Return the day for which rates count now."""
    return datetime.now(UTC).date()


def missing_rates() -> list[dict[str, Any]]:
    """Return the currencies that active partners report revenue in and that have no rate, with how many do."""
    reported = Partner.objects.filter(active=True, revenue__isnull=False).exclude(
        revenue_currency__in=rates_on(today())
    )
    rows = reported.order_by("revenue_currency").values("revenue_currency").annotate(partners=Count("pk"))
    return [{"currency": row["revenue_currency"], "partners": row["partners"]} for row in rows]


def shown_rate(rate: ExchangeRate) -> str:
    """Return a rate as people write numbers in the language of the screen, without idle zeros."""
    return shown_number(str(rate.per_euro))


class RateIndexView(ScopedIndexView):
    """The list of rates, which says which of them holds today, and which currency has none."""

    def get_table(self, object_list: Any) -> Any:
        """The table; which rate holds is found out for all rows at once."""
        rates, day = list(object_list), today()
        codes = {rate.currency for rate in rates}
        past = ExchangeRate.objects.filter(currency__in=codes, day__lte=day).order_by("currency", "day")
        latest = dict(past.values_list("currency", "day"))
        for rate in rates:
            rate.standing = (
                _("Not yet") if rate.day > day else _("In use") if latest[rate.currency] == rate.day else _("Past")
            )
        return super().get_table(rates)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Also the currencies without a rate, for those who may add one."""
        missing = missing_rates() if may_change_rates(self.request.user) else []
        return {**super().get_context_data(*args, **kwargs), "missing_rates": missing}


class RateCreateView(CreateView):
    """A new rate, of today unless said otherwise."""

    def get_initial(self) -> dict[str, Any]:
        """The currency that the list named, and the present day."""
        return {**super().get_initial(), "currency": self.request.GET.get("currency", "")[:3], "day": today()}


class ExchangeRateViewSet(ScopedSnippetViewSet):
    """Campaigns > Exchange rates."""

    model = ExchangeRate
    icon = "decimal"
    menu_label = gettext_lazy("Exchange rates")
    index_view_class = RateIndexView
    add_view_class = RateCreateView
    index_template_name = "cms/admin/segment/rates.html"
    list_display: ClassVar[list[Any]] = [
        "currency",
        Column("day", label=gettext_lazy("From"), sort_key="day"),
        Column("per_euro", label=gettext_lazy("Units for one euro"), accessor=shown_rate),
        Column("standing", label=gettext_lazy("Standing")),
    ]
    list_filter: ClassVar[list[str]] = ["currency"]
    search_fields = ["currency"]
    ordering = ("currency", "-day")
    edit_handler = ObjectList(
        [
            FieldPanel("currency"),
            FieldPanel("day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
            FieldPanel("per_euro"),
        ],
        base_form_class=ExchangeRateForm,
    )

    def visible(self, user: Any) -> QuerySet[ExchangeRate]:
        """Return all rates: who has a permission for rates may see each."""
        return ExchangeRate.objects.all()

    def may_at_all(self, user: Any, action: str) -> bool:
        """Tell whether somebody may use a permission: rates are for staff without a limit."""
        return may_change_rates(user)
