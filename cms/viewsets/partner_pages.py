"""Pages beside the list of partners: people, imports, exports, and the page of a job."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.actions.invite import invite
from campaigns.actions.remove_membership import remove_membership
from campaigns.actions.set_membership import set_membership
from campaigns.actions.withdraw_invitation import withdraw_invitation
from campaigns.invitations import InvitationRefused
from campaigns.jobs import OPEN, cancel, may_see_job, reap
from campaigns.management.commands.import_partners import write_errors
from campaigns.models import Job, Partner, Role
from campaigns.partner_jobs import ask_apply, ask_check, ask_export, may_apply
from campaigns.partner_rows import columns_of
from campaigns.partner_rows_file import MOST_BYTES
from campaigns.partner_rows_import import Report
from campaigns.permissions import may_change_partner, may_export_partners, may_import_partners, may_view_partners
from campaigns.profile_lists import Lists

LIST, EDIT = "wagtailsnippets_campaigns_partner:list", "wagtailsnippets_campaigns_partner:edit"
KINDS = {
    "check_import": gettext_lazy("Check of an import"),
    "apply_import": gettext_lazy("Import"),
    "export_partners": gettext_lazy("Export"),
}
ERRORS_SHOWN = 50


class PartnerPage(WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of partners."""

    header_icon = "group"

    def trail(self) -> list[dict[str, Any]]:
        """What stands between the list and this page in the breadcrumbs."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back."""
        start = [*self.breadcrumbs_items, {"url": reverse(LIST), "label": _("Partners")}]
        return [*start, *self.trail(), {"url": "", "label": self.get_page_title()}]


class InviteForm(forms.Form):
    """Whom to invite, and to what."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"), max_length=254, widget=forms.EmailInput({"dir": "ltr"})
    )
    role = forms.ChoiceField(label=gettext_lazy("What the person may do"), choices=Role.choices, initial=Role.MAKER)


class PeopleView(PartnerPage):
    """Who acts for a partner, and who has been asked to."""

    template_name = "cms/admin/partner/people.html"
    page_title = gettext_lazy("People")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the partner; 404 for one that is not to be seen."""
        super().setup(request, *args, **kwargs)
        if not may_view_partners(request.user):
            raise Http404
        self.partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=kwargs["pk"])
        if not may_change_partner(request.user, self.partner):
            raise PermissionDenied
        self.form = InviteForm()

    def trail(self) -> list[dict[str, Any]]:
        """The partner."""
        return [{"url": reverse(EDIT, args=[self.partner.pk]), "label": str(self.partner)}]

    def get_page_subtitle(self) -> str:
        """The partner's name."""
        return str(self.partner)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """People, invitations and the form."""
        waiting = self.partner.invitations.filter(accepted_at=None, withdrawn_at=None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "members": self.partner.memberships.select_related("user"),
            "invitations": waiting,
            "roles": Role.choices,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do what the button says."""
        try:
            done = self._do(request.POST.get("do", ""))
        except InvitationRefused as no:
            if request.POST.get("do") == "invite":
                self.form.add_error(no.field if no.field in self.form.fields else None, no.message)
                return self.get(request, *args, **kwargs)
            messages.error(request, no.message)
            return redirect(request.path)
        if done is None:
            return self.get(request, *args, **kwargs)
        messages.success(request, done)
        return redirect(request.path)

    def _do(self, verb: str) -> str | None:
        user, post = self.request.user, self.request.POST
        if verb == "invite":
            self.form = InviteForm(post)
            if not self.form.is_valid():
                return None
            made = invite(partner=self.partner, by=user, **self.form.cleaned_data)
            return _("The invitation is on its way to %(email)s.") % {"email": made.email}
        if verb in ("set", "remove"):
            member = get_object_or_404(self.partner.memberships.select_related("user"), pk=_number(post, "member"))
            if verb == "set":
                set_membership(membership=member, role=post.get("role", ""), by=user)
                return _("%(person)s: %(role)s.") % {"person": member.user, "role": member.get_role_display()}
            remove_membership(membership=member, by=user)
            return _("%(person)s does not act for this partner any more.") % {"person": member.user}
        invitation = get_object_or_404(self.partner.invitations, pk=_number(post, "invitation"))
        if verb == "again":
            invite(partner=self.partner, email=invitation.email, role=invitation.role, by=user)
            return _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        if verb == "withdraw":
            withdraw_invitation(invitation=invitation, by=user)
            return _("The invitation of %(email)s is taken back.") % {"email": invitation.email}
        raise Http404


def _number(post: Any, name: str) -> int:
    text = post.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise Http404
    return int(text)


class UploadForm(forms.Form):
    """The file of an import."""

    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))
    strict = forms.BooleanField(
        label=gettext_lazy("All or nothing"), required=False,
        help_text=gettext_lazy("Import nothing if any row has an error. Otherwise such rows are left out."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 64 MB: split it."))
        return file


class ImportView(PartnerPage):
    """Takes the file of an import and has it checked."""

    template_name = "cms/admin/import/upload.html"
    page_title = gettext_lazy("Import")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 for those who may not import."""
        if not may_import_partners(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the columns and the last imports."""
        jobs = Job.objects.filter(by=self.request.user.pk, kind__in=("check_import", "apply_import"))[:10]
        context = {"form": UploadForm(), "columns": columns_of(Lists.load(), ["de"]), "jobs": jobs}
        return {**super().get_context_data(**kwargs), **context, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Have the file checked."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        job = ask_check(file=form.cleaned_data["file"], strict=form.cleaned_data["strict"], by=request.user)  # type: ignore[arg-type]
        return redirect("job", job.pk)


@require_POST
def apply_checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what has been checked; pressed twice, it is imported once."""
    job = _job(request, pk)
    if not may_import_partners(request.user):
        raise Http404
    made = ask_apply(checked=job, by=request.user)  # type: ignore[arg-type]
    return redirect("job", made.pk if made else job.pk)


class ExportView(PartnerPage):
    """Asks which kind of table, and has it written."""

    template_name = "cms/admin/import/export.html"
    page_title = gettext_lazy("Export")
    header_icon = "download"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 for those who may not export."""
        if not may_export_partners(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many partners it would be."""
        count = Partner.objects.visible_to(self.request.user).count()
        return {**super().get_context_data(**kwargs), "count": count}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Have the table written."""
        job = ask_export(workbook=request.POST.get("kind") == "xlsx", by=request.user)  # type: ignore[arg-type]
        return redirect("job", job.pk)


class JobView(PartnerPage):
    """How far a job is, and what came of it."""

    template_name = "cms/admin/job/job.html"
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the job; 404 for somebody else's."""
        super().setup(request, *args, **kwargs)
        self.job = _job(request, kwargs["pk"])

    def get_page_title(self) -> str:
        """What kind of job it is."""
        return str(KINDS.get(self.job.kind, self.job.kind))

    def get_page_subtitle(self) -> str:
        """The name of the file."""
        return str(self.job.options.get("name", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state of the job and its report."""
        job = self.job
        context = {**super().get_context_data(**kwargs), "job": job, "open": job.state in OPEN, "words": words_of(job)}
        if "report" not in job.result or job.state in OPEN:
            return context
        report = Report.from_json(job.result["report"])
        return {
            **context,
            "report": report,
            "writes": report.new + report.changed,
            "shown_errors": report.errors[:ERRORS_SHOWN],
            "changed": [each for each in report.shown if each["sort"] == "changed"],
            "new": [each for each in report.shown if each["sort"] == "new"],
            "may_apply": may_apply(job),
            "applied": job.options.get("applied_by"),
        }


def words_of(job: Job) -> str:
    """Return how far a job is, as a sentence."""
    if job.state == Job.State.WAITING:
        return _("Waiting for a free worker.")
    if not job.total:
        return _("Reading the file.") if job.kind != "export_partners" else _("Counting.")
    facts = {"done": job.done, "total": job.total, "failed": job.failed}
    if job.failed:
        return _("%(done)d of %(total)d rows, %(failed)d with errors.") % facts
    return _("%(done)d of %(total)d rows.") % facts


@never_cache
@require_GET
def job_state(request: HttpRequest, pk: int) -> JsonResponse:
    """Return how far a job is, for the page's script; what dead workers left behind is handed over again."""
    job = _job(request, pk)
    if job.state in OPEN:
        reap()
    return JsonResponse({"open": job.state in OPEN, "total": job.total, "done": job.done, "words": words_of(job)})


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job."""
    cancel(_job(request, pk), request.user)
    return redirect("job", pk)


@require_GET
def job_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the errors of an import as CSV, whose cells no spreadsheet works out."""
    job = _job(request, pk)
    if "report" not in job.result:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-errors-{job.pk}.csv"'
    response.write("\ufeff")
    write_errors(Report.from_json(job.result["report"]), csv.writer(response))
    return response


@require_GET
def job_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the table that an export has written."""
    job = _job(request, pk)
    if job.kind != "export_partners" or job.state != Job.State.DONE or not job.file:
        raise Http404
    return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.result["name"])


def _job(request: HttpRequest, pk: int) -> Job:
    job = get_object_or_404(Job, pk=pk)
    if job.kind not in KINDS or not may_see_job(request.user, job):
        raise Http404
    return job


def partner_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for the hook `register_admin_urls`."""
    return [
        path("partners/<int:pk>/people/", PeopleView.as_view(), name="partner_people"),
        path("partners/import/", ImportView.as_view(), name="partner_import"),
        path("partners/import/<int:pk>/apply/", apply_checked, name="partner_import_apply"),
        path("partners/export/", ExportView.as_view(), name="partner_export"),
        path("jobs/<int:pk>/", JobView.as_view(), name="job"),
        path("jobs/<int:pk>/state/", job_state, name="job_state"),
        path("jobs/<int:pk>/cancel/", job_cancel, name="job_cancel"),
        path("jobs/<int:pk>/errors.csv", job_errors, name="job_errors"),
        path("jobs/<int:pk>/file/", job_file, name="job_file"),
    ]
