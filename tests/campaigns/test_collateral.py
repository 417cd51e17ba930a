"""A partner's pieces: filling in, conflicts, undoing, languages, copies and the files that are made of them."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from brand_kit.composition import ValuesRefused
from campaigns.actions.copy_collateral import copy_collateral
from campaigns.actions.fill_collateral import MOST_VERSIONS, NotOpen, TooMuch, fill_collateral
from campaigns.actions.issue_file import Withdrawn, issue_file
from campaigns.actions.put_away_collateral import put_away_collateral
from campaigns.actions.set_collateral_language import NoSuchLanguage, set_collateral_language
from campaigns.actions.start_collateral import NotOffered, start_collateral
from campaigns.actions.undo_collateral import undo_collateral
from campaigns.actions.upload_picture import QuotaReached, upload_picture
from campaigns.composition import Origin, compose, drawn
from campaigns.issued import file_bytes, file_name
from campaigns.models import Campaign, Collateral, IssuedFile
from campaigns.refusals import in_words
from tests.brand_kit.models.kit import DEMO
from tests.campaigns.portal_kit import EDITION, Desk
from tests.campaigns.portal_kit import desk as desk
from tests.cast import Cast

LOGO = (DEMO / "partner_logos" / "harrowvale.svg").read_bytes()


def typed(desk: Desk, **changes: object) -> Collateral:
    """Alice types, on what stands there now."""
    desk.piece.refresh_from_db()
    return fill_collateral(
        collateral=desk.piece, changes=changes, base=desk.piece.version, by=desk.cast.alice
    ).collateral


def ready(desk: Desk) -> Collateral:
    """Acme's piece with a logo, so that a file can be made of it."""
    logo = upload_picture(partner=desk.cast.acme, data=LOGO, by=desk.cast.alice)
    return typed(desk, partner_logo={"digest": logo.digest})


# --- Who may ----------------------------------------------------------------------------------------------------------


def test_a_firm_s_makers_its_administrators_and_its_distributor_fill_in(desk: Desk) -> None:
    for version, person in enumerate((desk.cast.alice, desk.cast.bob, desk.cast.dora), 1):
        changes = {"partner_web": f"https://www.acme-{version}.example"}
        saved = fill_collateral(collateral=desk.piece, changes=changes, base=version, by=person)
        assert saved.collateral.changed_by == person


@pytest.mark.parametrize("name", ["charlie", "rania", "vera", "ada"])
def test_nobody_else_does_and_the_vendor_s_staff_neither(desk: Desk, name: str) -> None:
    person = getattr(desk.cast, name)
    with pytest.raises(PermissionDenied):
        fill_collateral(collateral=desk.piece, changes={}, base=1, by=person)
    with pytest.raises(PermissionDenied):
        issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=person)
    with pytest.raises(PermissionDenied):
        copy_collateral(collateral=desk.piece, by=person)
    with pytest.raises(PermissionDenied):
        undo_collateral(collateral=desk.piece, by=person)


def test_nobody_makes_anything_for_a_firm_whose_contract_has_ended(desk: Desk) -> None:
    desk.cast.acme.active = False
    desk.cast.acme.save()
    desk.piece.refresh_from_db()
    with pytest.raises(PermissionDenied):
        fill_collateral(collateral=desk.piece, changes={}, base=1, by=desk.cast.alice)


def test_a_campaign_that_a_partner_does_not_see_offers_it_nothing(cast: Cast) -> None:
    with pytest.raises(NotOffered):
        start_collateral(partner=cast.acme, campaign=cast.globex_campaign, template=cast.template, by=cast.alice)


def test_a_piece_that_nobody_has_touched_is_taken_again(desk: Desk) -> None:
    again = start_collateral(partner=desk.cast.acme, campaign=desk.campaign, template=desk.template, by=desk.cast.bob)
    assert again == desk.piece
    typed(desk, partner_web="https://www.acme.example/new")
    fresh = start_collateral(partner=desk.cast.acme, campaign=desk.campaign, template=desk.template, by=desk.cast.bob)
    assert fresh != desk.piece


# --- Filling in -------------------------------------------------------------------------------------------------------


def test_what_the_profile_knows_stands_in_a_field_until_somebody_types(desk: Desk) -> None:
    piece = compose(desk.piece)
    assert piece.fields["partner_web"].origin is Origin.PROFILE
    assert piece.cleaned["partner_web"] == desk.cast.acme.website
    piece = compose(typed(desk, partner_web="https://shop.acme.example"))
    assert piece.fields["partner_web"].origin is Origin.TYPED
    piece = compose(typed(desk, partner_web=None))
    assert piece.fields["partner_web"].origin is Origin.PROFILE


def test_what_is_wrong_is_saved_as_it_was_typed_and_refused_in_place(desk: Desk) -> None:
    piece = compose(typed(desk, partner_web="javascript:alert(1)"))
    assert piece.collateral.entered["partner_web"] == "javascript:alert(1)"
    assert set(piece.errors) == {"partner_web"}
    file = drawn(piece, EDITION)
    assert "partner_web" in file.refused and file.data.startswith(b"%PDF")


def test_a_required_field_that_is_refused_still_lets_the_rest_be_seen(desk: Desk) -> None:
    piece = compose(typed(desk, partner_logo={"digest": "0" * 64}))
    assert "partner_logo" in drawn(piece, EDITION).refused


def test_a_text_that_does_not_fit_is_told_in_the_reader_s_own_words(desk: Desk) -> None:
    piece = compose(typed(desk, partner_web="https://www." + "very-long-name-" * 4 + "a.example/" + "path/" * 20))
    refused = drawn(piece, EDITION).refused
    assert in_words(refused["partner_web"]).message.startswith(("Over by", "This is far too long"))


def test_a_field_that_is_locked_cannot_be_filled(desk: Desk) -> None:
    with pytest.raises(NotOpen):
        typed(desk, headline="Ours")


def test_more_than_a_page_holds_is_refused_and_nothing_changes(desk: Desk) -> None:
    with pytest.raises(TooMuch):
        typed(desk, partner_web="x" * 30_000)
    desk.piece.refresh_from_db()
    assert desk.piece.version == 1


def test_two_people_at_different_fields_do_not_disturb_each_other(desk: Desk) -> None:
    logo = upload_picture(partner=desk.cast.acme, data=LOGO, by=desk.cast.alice)
    typed(desk, partner_web="https://one.example")
    saved = fill_collateral(
        collateral=desk.piece, changes={"partner_logo": {"digest": logo.digest}}, base=1, by=desk.cast.bob
    )
    assert not saved.conflicts
    assert saved.collateral.entered["partner_web"] == "https://one.example"


def test_of_two_people_at_one_field_the_first_stands_and_both_are_kept(desk: Desk) -> None:
    typed(desk, partner_web="https://one.example")
    saved = fill_collateral(
        collateral=desk.piece, changes={"partner_web": "https://two.example"}, base=1, by=desk.cast.bob
    )
    assert saved.conflicts["partner_web"].theirs == "https://one.example"
    assert saved.conflicts["partner_web"].yours == "https://two.example"
    assert saved.collateral.entered["partner_web"] == "https://one.example"
    kept = [version.entered.get("partner_web") for version in desk.piece.versions.all()]
    assert "https://two.example" in kept


def test_only_so_many_versions_are_kept(desk: Desk) -> None:
    desk.piece.versions.model.objects.bulk_create(
        desk.piece.versions.model(collateral=desk.piece, number=number, language_code="en")
        for number in range(2, MOST_VERSIONS + 2)
    )
    Collateral.objects.filter(pk=desk.piece.pk).update(version=MOST_VERSIONS + 1)
    typed(desk, partner_web="https://one.example")
    assert desk.piece.versions.count() == MOST_VERSIONS


# --- Undoing, languages, copies ---------------------------------------------------------------------------------------


def test_undoing_goes_back_step_by_step(desk: Desk) -> None:
    for person, words in ((desk.cast.alice, "https://one.example"), (desk.cast.bob, "https://two.example")):
        desk.piece.refresh_from_db()
        fill_collateral(collateral=desk.piece, changes={"partner_web": words}, base=desk.piece.version, by=person)
    assert undo_collateral(collateral=desk.piece, by=desk.cast.alice).entered == {"partner_web": "https://one.example"}
    assert undo_collateral(collateral=desk.piece, by=desk.cast.alice).entered == {}
    version = undo_collateral(collateral=desk.piece, by=desk.cast.alice).version
    assert undo_collateral(collateral=desk.piece, by=desk.cast.alice).version == version


def test_letters_typed_in_one_go_are_undone_in_one_go(desk: Desk) -> None:
    for words in ("https://o", "https://on", "https://one.example"):
        typed(desk, partner_web=words)
    assert undo_collateral(collateral=desk.piece, by=desk.cast.alice).entered == {}


def test_a_language_that_is_not_offered_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchLanguage):
        set_collateral_language(collateral=desk.piece, language_code="ja", by=desk.cast.alice)


def test_a_copy_starts_with_the_same_words_and_no_files(desk: Desk) -> None:
    piece = ready(desk)
    issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    copy = copy_collateral(collateral=piece, by=desk.cast.bob)
    assert copy.entered == piece.entered and copy.pk != piece.pk
    assert not copy.files.exists()


def test_what_is_put_away_is_out_of_sight_and_comes_back(desk: Desk) -> None:
    put_away_collateral(collateral=desk.piece, by=desk.cast.alice)
    assert not Collateral.objects.in_use().filter(pk=desk.piece.pk).exists()
    put_away_collateral(collateral=desk.piece, by=desk.cast.alice, away=False)
    assert Collateral.objects.in_use().filter(pk=desk.piece.pk).exists()


# --- Files ------------------------------------------------------------------------------------------------------------


def test_the_same_words_give_the_same_file_and_not_a_new_one(desk: Desk) -> None:
    piece = ready(desk)
    first = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    again = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.bob)
    assert again == first and IssuedFile.objects.count() == 1
    assert hashlib.sha256(file_bytes(first)).hexdigest() == first.digest
    assert len(file_bytes(first)) == first.size


def test_other_words_supersede_and_the_old_ones_bring_the_old_file_back(desk: Desk) -> None:
    piece = ready(desk)
    first = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    piece = typed(desk, partner_web="https://www.acme.example/autumn")
    second = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "current")
    piece = typed(desk, partner_web=None)
    assert issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice).pk == first.pk
    second.refresh_from_db()
    assert second.state == "superseded"


def test_no_file_leaves_with_a_refused_value(desk: Desk) -> None:
    ready(desk)
    piece = typed(desk, partner_web="javascript:alert(1)")
    with pytest.raises(ValuesRefused) as refused:
        issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    assert set(refused.value.errors) == {"partner_web"}
    assert not IssuedFile.objects.exists()


def test_a_file_that_was_withdrawn_is_not_made_again(desk: Desk) -> None:
    piece = ready(desk)
    file = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    IssuedFile.objects.filter(pk=file.pk).update(state="withdrawn")
    with pytest.raises(Withdrawn):
        issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)


def test_a_campaign_that_is_over_gives_no_more_files(desk: Desk) -> None:
    piece = ready(desk)
    Campaign.objects.filter(pk=desk.campaign.pk).update(live=False)
    piece.refresh_from_db()
    with pytest.raises(NotOffered):
        issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)


def test_a_file_name_is_safe_whatever_a_firm_is_called(desk: Desk) -> None:
    piece = ready(desk)
    file = issue_file(collateral=piece, edition=EDITION, extension="png", by=desk.cast.alice)
    desk.cast.acme.name = '../../etc/passwd\r\nX: "1"; \u202egnp.exe'
    desk.cast.acme.save()
    name = file_name(IssuedFile.objects.get(pk=file.pk))
    assert not set(name) & set('/\\:;"\r\n\u202e') and name.endswith(".png")


# --- Pictures ---------------------------------------------------------------------------------------------------------


def test_a_partner_uses_its_own_pictures_and_nobody_else_s(desk: Desk) -> None:
    theirs = upload_picture(partner=desk.cast.globex, data=LOGO, by=desk.cast.charlie)
    piece = compose(typed(desk, partner_logo={"digest": theirs.digest}))
    assert piece.errors["partner_logo"].code == "picture"


def test_there_is_room_for_so_many_pictures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.actions.upload_picture.MOST_PICTURES", 1)
    upload_picture(partner=desk.cast.acme, data=LOGO, by=desk.cast.alice)
    with pytest.raises(QuotaReached):
        upload_picture(partner=desk.cast.acme, data=LOGO.replace(b"#", b"#", 1), by=desk.cast.alice)
