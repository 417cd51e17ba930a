"""The form on a page: what a visitor is asked, and the token that makes a form sent twice one request."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign

SALT = "campaigns.pages.form"
FASTEST_SECONDS = 2
"""Nobody reads, types a name and an address and agrees in less; a machine does."""
LONGEST_SECONDS = 7 * 24 * 60 * 60
"""How long a page may stand open before its form is sent."""
TRAP = "website"
"""A field that nobody sees and machines fill in."""
NUMBER = re.compile(r"[0-9a-hjkmnp-tv-z]{12}")
"""The number of an issued file."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]"
)


class LeadForm(forms.Form):
    """A request to a partner; a campaign says what is asked besides name and address."""

    use_required_attribute = True

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
    )  # fmt: skip
    company = forms.CharField(
        label=_("Company"), max_length=160, required=False, widget=forms.TextInput({"autocomplete": "organization"})
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "tel", "dir": "ltr", "inputmode": "tel", "type": "tel"}),
    )  # fmt: skip
    message = forms.CharField(
        label=_("What can we do for you?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    consent = forms.BooleanField(
        label="", error_messages={"required": _("Tick this if you agree; without it we may not answer you.")}
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, consent: str) -> None:
        """Keep the fields that the campaign asks for, and the box to tick where there is something to agree to."""
        super().__init__(data, auto_id="request-%s")
        for key in ("company", "phone", "message"):
            if key not in (campaign.lead_fields or []):
                del self.fields[key]
        if not consent:
            del self.fields["consent"]

    def clean_name(self) -> str:
        """Return the name in one line."""
        return one_line(self.cleaned_data["name"])

    def clean_company(self) -> str:
        """Return the company in one line."""
        return one_line(self.cleaned_data["company"])

    def clean_email(self) -> str:
        """Return the address; raises ValidationError for one that no mail server takes."""
        email = str(self.cleaned_data["email"])
        if len(email.partition("@")[0]) > 64 or _UNSEEN.search(email):
            raise forms.ValidationError(_("Enter a valid e-mail address, such as name@example.com."))
        return email

    def clean_phone(self) -> str:
        """Return the number as it was typed; raises ValidationError for what is none."""
        phone = one_line(self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"[+(\d][\d\s()./\-]{3,}(?:\s*(?:x|ext\.?)\s*\d+)?", phone):
            raise forms.ValidationError(_("Write the number in digits, such as +49 40 123456."))
        return phone

    def clean_message(self) -> str:
        """Return the message without signs that nobody sees."""
        return _UNSEEN.sub("", self.cleaned_data["message"].replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return a text in one line, without signs that nobody sees."""
    return " ".join(_UNSEEN.sub(" ", text).split())


@dataclass(frozen=True)
class Ticket:
    """What a form carries: which page it is of, when it was made, which of all forms it is, and what led here."""

    page: int
    made: int
    token: uuid.UUID
    number: str = ""

    @property
    def age(self) -> float:
        """How long ago the form was made, in seconds."""
        return time.time() - self.made

    def signed(self) -> str:
        """Return the ticket as a form carries it."""
        parts = (str(self.page), format(self.made, "x"), self.token.hex, self.number)
        return signing.Signer(salt=SALT).sign("-".join(parts))

    def renewed(self) -> Ticket:
        """Return the ticket of another form that was made when this one was."""
        return Ticket(self.page, self.made, uuid.uuid4(), self.number)


def new_ticket(page: int, number: str = "") -> Ticket:
    """Return the ticket of a new form; `number` is that of the file that led here, if it looks like one."""
    return Ticket(page, int(time.time()), uuid.uuid4(), number if NUMBER.fullmatch(number) else "")


def ticket_of(signed: str, page: int) -> Ticket | None:
    """Return the ticket that a form brought back, if it is one of ours for this page and not too old."""
    try:
        own, made, token, number = signing.Signer(salt=SALT).unsign(signed).split("-")
        ticket = Ticket(int(own), int(made, 16), uuid.UUID(token), number)
    except (signing.BadSignature, ValueError):
        return None
    return ticket if ticket.page == page and 0 <= ticket.age <= LONGEST_SECONDS else None
