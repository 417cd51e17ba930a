"""The demo's partners, and the files that they would issue."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from brand_kit.actions.store_picture import store_picture
from brand_kit.composition import job_for
from brand_kit.filling import prepare
from brand_kit.masters import font_shelf, keep_master, kept_master
from brand_kit.models import StoredPicture, Template
from brand_kit.rendering.compile import compile_master
from campaigns.models import Partner
from cms.demo.brand import FOLDER

ISSUES = (
    ("continuity-flyer", "screen-a4", "pdf"),
    ("continuity-flyer", "print-a4", "pdf"),
    ("continuity-datasheet", "screen-a4", "pdf"),
    ("continuity-invitation", "screen-a5", "pdf"),
    ("continuity-square", "square", "png"),
    ("continuity-banner", "wide", "jpg"),
)
"""What the demo issues for every partner: template, edition and kind of file."""
LETTER = (("continuity-flyer", "screen-letter", "pdf"), ("continuity-datasheet", "screen-letter", "pdf"))
"""Issued in English and Spanish too, where partners have customers who print on US Letter."""


def load_partners() -> list[tuple[Partner, dict[str, Any]]]:
    """Bring the partners up to date with the demo's file; each comes with what it enters into fields."""
    data = tomllib.loads((FOLDER / "partners.toml").read_text("utf-8"))
    loaded = []
    for entry in data["partners"]:
        file = FOLDER / "partner_logos" / entry["logo"]
        logo, on_dark = store_picture(data=file.read_bytes(), by=None), dark_version(file)
        partner, _ = Partner.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "name": entry["name"],
                "legal_name": entry["legal_name"],
                "language_code": entry["locale"],
                "country_id": entry["country_code"],
                "address": entry["address"],
                "phone": entry["phone"],
                "email": entry["email"],
                "website": entry["website"],
                "logo": logo,
                "logo_on_dark": on_dark,
            },
        )
        loaded.append((partner, _values(entry, logo.digest)))
    return loaded


def dark_version(file: Path) -> StoredPicture | None:
    """Return the version of a logo for dark ground that lies beside it, if there is one."""
    other = file.with_stem(f"{file.stem}-dark")
    return store_picture(data=other.read_bytes(), by=None) if other.exists() else None


def _values(entry: dict[str, Any], logo: str) -> dict[str, Any]:
    return {
        "offer": entry["offer"],
        "price": entry["price"],
        "event_date": entry["event_date"].isoformat(),
        "event_time": entry["event_time"],
        "event_place": entry["event_place"],
        "partner_logo": {"digest": logo, "alt": entry["name"]},
        "partner_name": entry["name"],
        "partner_address": entry["address"],
        "partner_phone": entry["phone"],
        "partner_email": entry["email"],
        "partner_web": entry["website"],
        "code": f"{entry['website'].rstrip('/')}/continuity",
    }


def issue_files(
    templates: list[Template],
    partners: list[tuple[Partner, dict[str, Any]]],
    folder: Path,
    step: Callable[[str, int, int], None],
) -> list[Path]:
    """Write each partner's files into `folder/<locale>/` and return their paths; `step` is told how far it is."""
    by_slug = {template.slug: template for template in templates}
    plan = [
        (partner, values, by_slug[slug], edition, extension)
        for partner, values in partners
        for slug, edition, extension in (*ISSUES, *(LETTER if partner.language_code in ("en", "es") else ()))
    ]
    jobs = [job_for(template, partner.language_code, edition).job for partner, _, template, edition, _ in plan]
    paths = []
    # Compiling is what takes long, and each compile has a process of its own: two at a time.
    with ThreadPoolExecutor(2) as pool:
        ahead = [None if kept_master(job) else pool.submit(compile_master, job, font_shelf()) for job in jobs]
        try:
            for done, ((partner, values, template, edition, extension), job, compiled) in enumerate(
                zip(plan, jobs, ahead, strict=True), 1
            ):
                if compiled:
                    keep_master(template, partner.language_code, job, compiled=compiled.result())
                filling = prepare(
                    template=template,
                    language_code=partner.language_code,
                    edition=edition,
                    by=None,
                    territory=partner.country_id,
                )
                mine = {key: values[key] for key in filling.fields}
                data = filling.finished(filling.values(mine, partner=partner.name), extension)
                path = folder / partner.language_code / f"{partner.slug}-{template.slug}-{edition}.{extension}"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                paths.append(path)
                step(f"{partner.language_code} {template.slug} {edition}", done, len(plan))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return paths
