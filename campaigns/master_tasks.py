"""Background work for masters: whoever waits for a page waits for this, never for a request that compiles."""

from __future__ import annotations

from django_tasks import task

from brand_kit.actions.compile_template import compile_template
from brand_kit.models import Template
from brand_kit.rendering.errors import RenderingError
from campaigns.actions.prepare_masters import forget_failure, remember_failure


@task(backend="jobs")
def compile_master(template_id: int, language_code: str, edition: str) -> None:
    """Compile a published template in one language and edition; does nothing if it is compiled already."""
    template = Template.objects.filter(pk=template_id, live=True).first()
    if template is None:
        return
    try:
        compile_template(template=template, language_code=language_code, edition=edition, by=None)
        forget_failure(template, language_code, edition)
    except RenderingError as error:
        remember_failure(template, language_code, edition, str(error))
        raise
