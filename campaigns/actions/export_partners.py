"""Write partners as a table that an import reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.log_actions import log

from campaigns.models import LocalName, Partner
from campaigns.partner_rows import cells_of, columns_of, guarded
from campaigns.permissions import Actor, insist, may_export_partners
from campaigns.profile_lists import Lists
from campaigns.profile_store import profiles_of

BATCH = 1_000


def export_partners(
    *,
    partners: QuerySet[Partner],
    workbook: bool,
    file: IO[bytes],
    by: Actor,
    beat: Callable[[int], None] = lambda done: None,
) -> int:
    """Write partners into a CSV file in UTF-8, or a workbook, and return how many there are.

    `partners` must be those that `by` may see. Cells that a spreadsheet would work out are guarded; eight queries for
    each thousand partners, after which `beat` is told how many are written.

    Raises:
        PermissionDenied: if `by` may not export partners.
    """
    insist(may_export_partners(by))
    lists = Lists.load()
    codes = LocalName.objects.filter(partner__in=partners.order_by()).order_by("language_code")
    headings = columns_of(lists, list(codes.values_list("language_code", flat=True).distinct()))
    rows = _rows(partners, headings, lists, beat)
    count = _write_workbook(headings, rows, file) if workbook else _write_csv(headings, rows, file)
    if by is not None and by.pk:
        log(by, "campaigns.export_partners", user=by, data={"partners": count})
    return count


def _rows(
    partners: QuerySet[Partner], headings: list[str], lists: Lists, beat: Callable[[int], None]
) -> Iterator[list[str]]:
    keys = list(partners.order_by("slug").values_list("slug", flat=True))
    for start in range(0, len(keys), BATCH):
        some = Partner.objects.filter(slug__in=keys[start : start + BATCH]).order_by("slug")
        for kept in profiles_of(some, lists):
            cells = cells_of(kept.profile, headings, lists)
            yield [cells[heading] for heading in headings]
        beat(min(start + BATCH, len(keys)))


def _write_csv(headings: list[str], rows: Iterator[list[str]], file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_workbook(headings: list[str], rows: Iterator[list[str]], file: IO[bytes]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Partners")
    sheet.freeze_panes = "B2"
    sheet.append(headings)
    count = 0
    for row in rows:
        sheet.append([_text_cell(sheet, guarded(cell, spreadsheet=True)) for cell in row])
        count += 1
    book.save(file)
    return count


def _text_cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
