"""Write leads as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.log_actions import log

from brand_kit.permissions import Actor
from campaigns.member_permissions import account_of
from campaigns.models import Lead

FORMULA = re.compile(
    r"^[\s\"'\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]|[\r\n][\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]"
)
"""How a cell begins that some spreadsheet works out; also in a later line, which some split off."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def export_leads(*, leads: QuerySet[Lead], workbook: bool, file: IO[bytes], by: Actor) -> int:
    """Write those of some leads that `by` may see into a CSV file in UTF-8, or a workbook; return how many there are.

    No cell is one that a spreadsheet works out: in a CSV file an apostrophe stands before such a text, in a workbook
    every cell is a text by its type.
    """
    rows = (
        leads.filter(pk__in=Lead.objects.visible_to(by).order_by().values("pk"))
        .select_related("campaign", "partner", "page", "file")
        .order_by("-created_at", "-pk")
    )
    found = [_cells(lead) for lead in rows]
    headings = [
        _("Received (UTC)"), _("Campaign"), _("Partner"), _("Language"), _("Name"), _("E-mail"), _("Company"),
        _("Telephone"), _("Message"), _("Agreed to"), _("File"),
    ]  # fmt: skip
    (_write_workbook if workbook else _write_csv)(headings, iter(found), file)
    if by is not None and by.pk:
        log(by, "campaigns.export_leads", user=account_of(by), data={"leads": len(found)})
    return len(found)


def safe_cell(text: str) -> str:
    """Return a text that every spreadsheet shows as a text."""
    clean = _CONTROLS.sub("", text)
    return f"'{clean}" if FORMULA.search(clean) else clean


def _cells(lead: Lead) -> list[str]:
    return [
        f"{lead.created_at:%Y-%m-%d %H:%M}", lead.campaign.title, lead.partner.name, lead.page.language_code, lead.name,
        lead.email, lead.company, lead.phone, lead.message, lead.consent, lead.file.number if lead.file else "",
    ]  # fmt: skip


def _write_csv(headings: list[str], rows: Iterator[list[str]], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _write_workbook(headings: list[str], rows: Iterator[list[str]], file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Leads")
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        sheet.append([_text_cell(sheet, _CONTROLS.sub("", cell)) for cell in row])
    book.save(file)


def _text_cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.quotePrefix = True  # also once somebody edits it
    return cell
