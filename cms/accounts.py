"""Wagtail's screens for accounts, fitted to people who have an e-mail address and one full name."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, LocaleSettingsPanel, NameEmailSettingsPanel
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, IndexView, UserColumn, UserViewSet

from campaigns.models import User
from cms.sign_in import send_new_account_mail

ACCOUNT_FIELDS = ["email", "full_name", "language", "is_superuser", "groups"]


class AccountCreationForm(UserCreationForm):
    """A new account."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ACCOUNT_FIELDS


class AccountEditForm(UserEditForm):
    """An account of someone else, or one's own with fewer rights."""

    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = [*ACCOUNT_FIELDS, "is_active"]


class AccountIndexView(IndexView):
    """The list of accounts: name, e-mail address, access, last sign-in."""

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's columns, with our name sortable and the login called what it is."""
        columns = []
        for column in super().columns:
            if isinstance(column, UserColumn):
                column.sort_key = "full_name"
            if column.name == User.USERNAME_FIELD:
                column.label = _("E-mail address")
            columns.append(column)
        return columns

    @cached_property
    def search_fields(self) -> set[str]:
        """What the search box looks in."""
        return {"email", "full_name"}

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Order by name without the first and last names that Wagtail expects."""
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering.replace("name", "full_name"), "email")
        return super().order_queryset(queryset)


class AccountCreateView(CreateView):
    """Makes an account; its person gets a mail with a link to choose a password, so that nobody else knows it."""

    success_message = _("The account of %(object)s is made, and a link to choose a password is on its way.")

    def save_instance(self) -> User:
        """Keep the account and send the mail."""
        user: User = super().save_instance()
        user.set_unusable_password()
        user.save(update_fields=["password"])
        send_new_account_mail(self.request, user)
        return user


class AccountViewSet(UserViewSet):
    """Settings > Users in the admin."""

    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    create_template_name = "cms/accounts/create.html"
    edit_template_name = "cms/accounts/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form for a new account, or for one that exists."""
        return AccountEditForm if for_update else AccountCreationForm


class OwnNameForm(forms.ModelForm):
    """One's own name and language; the e-mail address and all that opens the account have pages of their own."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)

    class Meta:
        model = User
        fields = ["full_name", "language"]


class OwnNamePanel(NameEmailSettingsPanel):
    """The part of the account page with name and language, and the way to signing in and security."""

    title = _("Name and language")
    form_class = OwnNameForm
    template_name = "cms/accounts/own_name.html"


class OwnLocalePanel(LocaleSettingsPanel):
    """The part of the account page with the time zone; the language stands with the name, for the whole site."""

    title = _("Time zone")

    def get_form(self) -> forms.ModelForm:
        """Wagtail's form without its own language, which holds in the admin only."""
        form: forms.ModelForm = super().get_form()
        form.fields.pop("preferred_language", None)
        return form


OWN_PANELS = {NameEmailSettingsPanel: OwnNamePanel, LocaleSettingsPanel: OwnLocalePanel}


class OwnAccountView(AccountView):
    """One's own account in the admin."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Wagtail's panels, with ours in the places of two of its own."""
        panels: list[Any] = super().get_panels()
        return [
            OWN_PANELS[type(panel)](panel.request, panel.user, panel.profile) if type(panel) in OWN_PANELS else panel
            for panel in panels
        ]
