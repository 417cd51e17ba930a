"""The verdicts about logos in words: each says what was found, and what to do where something is to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brand_kit.rendering.logo_verdicts import Verdict

Facts = Mapping[str, str]


def sentence_of(verdict: Verdict) -> str:
    """Return a verdict as a sentence in the language of the screen."""
    facts = {key: _figure(value) for key, value in verdict.facts.items()}
    facts["unit"] = _("mm") if verdict.facts.get("unit") == "print" else pgettext("unit of pixels", "px")
    return _SENTENCES[verdict.id](facts)


def _figure(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return number_format(round(value, 2), use_l10n=True).rstrip() if value != int(value) else number_format(int(value))


def _boxed(facts: Facts) -> str:
    return _(
        "The logo stands in a box that shows on this page. Save it with a clear background, as SVG or PNG, and upload "
        "that."
    )


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    # What it stands on.
    "plain": lambda facts: _("This is a plain box without a logo in it: export the logo again and upload that."),
    "clear": lambda facts: _("Its background is clear."),
    "freed": lambda facts: _("It came in a plain box. We have taken the box away, so that it stands on any ground."),
    "boxed": _boxed,
    "own-box": lambda facts: _(
        "It fills a whole rectangle with colour. If that is your logo, all is well; if not, save it with a clear "
        "background and upload that."
    ),
    "hidden-box": lambda facts: _("Its box has the colour of the page here and cannot be seen."),
    "contrast": lambda facts: _("It is well seen on its ground: contrast %(contrast)s to 1.") % facts,
    "faint": lambda facts: (
        _(
            "It is pale on its ground: contrast %(contrast)s to 1, where 3 to 1 is seen well. A version in stronger "
            "colours, or one for the other ground in your profile, would be seen better."
        )
        % facts
    ),
    "faint-part": lambda facts: _(
        "A part of it is pale on its ground, as marked. If that part must be read, upload one in stronger colours."
    ),
    "lost": lambda facts: (
        _(
            "%(lost)s %% of it cannot be told from its ground, as marked. Upload a version for this ground in your "
            "profile."
        )
        % facts
    ),
    "unseen": lambda facts: _(
        "It cannot be seen on its ground, nor on any colour of the brand. Upload a version in one dark or one light "
        "colour."
    ),
    "plate": lambda facts: _(
        "On the page itself it would hardly be seen, so it is set on a plate in a colour of the brand. With a version "
        "for this ground in your profile it needs none."
    ),
    "version": lambda facts: _("Your other version is seen better on this ground, so that one is set."),
    "too-pale": lambda facts: _(
        "It is pale, and hard to see on light ground. If this is the version for dark ground, upload it there, and a "
        "darker one here."
    ),
    "too-dark": lambda facts: _(
        "It is dark, and hard to see on dark ground. Upload a white or light version here, and this one for light "
        "ground."
    ),
    # How sharp and how large it is.
    "vector": lambda facts: _("It is drawn in lines, so it is sharp at every size."),
    "sharp": lambda facts: _("It has %(pixels)s pixels across, enough for its size here.") % facts,
    "soft": lambda facts: (
        _(
            "It has %(pixels)s pixels across and %(needed)s would be sharp, so its edges look a little soft. Upload an "
            "SVG, or a larger picture."
        )
        % facts
    ),
    "coarse": lambda facts: (
        _(
            "It has only %(pixels)s pixels across and needs %(needed)s at this size, so its pixels would show. Upload "
            "an SVG, or a larger picture."
        )
        % facts
    ),
    "sharp-up-to": lambda facts: (
        _("It has %(pixels)s pixels across: sharp in print up to %(largest)s mm wide.") % facts
    ),
    "few-pixels": lambda facts: (
        _(
            "It has %(pixels)s pixels across: sharp in print only up to %(largest)s mm wide, which is less than most "
            "places want. Upload an SVG, or a larger picture."
        )
        % facts
    ),
    "size": lambda facts: _("It stands %(width)s by %(height)s %(unit)s large.") % facts,
    "too-narrow": lambda facts: (
        _(
            "It would be %(width)s %(unit)s wide here, and the brand asks for at least %(least)s mm. Upload a wider "
            "version, such as the name beside the symbol."
        )
        % facts
    ),
    "too-thin": lambda facts: (
        _(
            "It would be only %(width)s by %(height)s %(unit)s here, too small to be recognised. Upload a more compact "
            "version, such as the name below the symbol."
        )
        % facts
    ),
    "thin": lambda facts: (
        _("It stands only %(width)s by %(height)s %(unit)s large here. A more compact version would be larger.") % facts
    ),
    "long": lambda facts: _("It is very long, so it stands small in most places. A more compact version helps."),
    "tall": lambda facts: _("It is very tall, so it stands small in most places. A wider version helps."),
    "hairline": lambda facts: (
        _(
            "Its lines are %(stroke)s pt thin here, and below %(least)s pt they may break. Upload a version with "
            "stronger lines."
        )
        % facts
    ),
    # How it stands beside the rest.
    "margin": lambda facts: (
        _("The empty margin in the file, %(share)s %% of it, does not count: the logo itself fills its place.") % facts
    ),
    "clear-space": lambda facts: _("It keeps the brand's clear space on every side."),
    "balance": lambda facts: (
        _("It looks as large as the vendor's logo: %(percent)s %% of its weight to the eye.") % facts
    ),
    "smaller": lambda facts: (
        _("It fills its place and looks somewhat smaller than the vendor's logo: %(percent)s %% of its weight.") % facts
    ),
    "larger": lambda facts: _(
        "It looks somewhat larger than the vendor's logo, as it could not be read if it were smaller."
    ),
    "small-beside": lambda facts: (
        _(
            "It looks much smaller than the vendor's logo: %(percent)s %% of its weight. A version of another shape "
            "would fill its place better."
        )
        % facts
    ),
}
