"""Compile a template into a master."""

from __future__ import annotations

from wagtail.log_actions import log

from brand_kit.composition import job_for
from brand_kit.masters import keep_master
from brand_kit.models import Master, Template
from brand_kit.permissions import Actor, insist, may_compile
from brand_kit.wording import check_wording


def compile_template(*, template: Template, language_code: str, edition: str, by: Actor) -> Master:
    """Return the kept master of a template as it is given, compiled unless it is there already.

    Only approved copy goes in; what is not translated stands in the source language.

    Raises:
        PermissionDenied: if `by` may not compile it.
        CompileError: with the region at fault; also where the brand's required wording is missing or a forbidden word
            stands in the copy.
    """
    insist(may_compile(by))
    job = job_for(template, language_code, edition).job
    check_wording(template, language_code, job)
    master, made = keep_master(template, language_code, job)
    if made:
        data = {"language_code": language_code, "edition": edition, "digest": master.digest}
        log(template, "brand_kit.compile_template", user=by, data=data)
    return master
