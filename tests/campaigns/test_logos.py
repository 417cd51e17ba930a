"""A partner's logo as its people meet it: uploaded, looked at, placed, explained; and never anybody else's."""

from __future__ import annotations

import io

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from brand_kit.rendering.logo_anatomy import anatomy_of
from brand_kit.rendering.values import Placed
from brand_kit.verification import verify_file
from campaigns.actions.issue_file import issue_file
from campaigns.actions.upload_logo import upload_logo
from campaigns.composition import compose
from campaigns.issued import file_bytes
from campaigns.models import Partner
from tests.brand_kit.rendering.logo_cases import PLACED, saved, svg, wordmark
from tests.campaigns.portal_kit import EDITION, Desk
from tests.campaigns.portal_kit import desk as desk
from tests.campaigns.test_collateral import typed

DARK = svg(
    '<circle cx="100" cy="100" r="90" fill="#0a4da2"/><rect x="220" y="60" width="340" height="80" fill="#0a4da2"/>'
)
WHITE = DARK.replace(b"#0a4da2", b"#ffffff")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def chosen(desk: Desk, data: bytes) -> str:
    """Alice uploads a logo for her piece."""
    logo = upload_logo(partner=desk.cast.acme, data=data, by=desk.cast.alice)
    typed(desk, partner_logo={"digest": logo.digest})
    desk.piece.refresh_from_db()
    return str(logo.digest)


def placed(desk: Desk) -> Placed:
    piece = compose(desk.piece)
    value = piece.values(piece.filling(EDITION))["partner_logo"]
    assert isinstance(value, Placed)
    return value


def on_profile(desk: Desk, **logos: bytes) -> None:
    """Acme's profile has these logos."""
    for name, data in logos.items():
        setattr(desk.cast.acme, name, upload_logo(partner=desk.cast.acme, data=data, by=desk.cast.alice))
    desk.cast.acme.save()
    desk.piece.refresh_from_db()


# --- Set ------------------------------------------------------------------------------------------------------------


def test_a_white_logo_on_paper_stands_on_a_plate_and_the_file_is_proved(desk: Desk) -> None:
    chosen(desk, WHITE)
    assert placed(desk).setting.plate == "primary"  # type: ignore[union-attr]
    file = issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=desk.cast.alice)
    assert verify_file(file_bytes(file)).verdict == "genuine"
    again = issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=desk.cast.alice)
    assert again.pk == file.pk


def test_the_profile_s_version_for_the_ground_is_set_by_itself(desk: Desk) -> None:
    on_profile(desk, logo=WHITE, logo_on_dark=DARK)
    # The banner's place is white: the version that is seen there is set, though the profile has them the wrong way.
    value = placed(desk)
    assert value.picture.digest == desk.cast.acme.logo_on_dark.digest
    assert not value.setting.plate  # type: ignore[union-attr]


def test_another_version_in_the_profile_makes_another_file(desk: Desk) -> None:
    on_profile(desk, logo=WHITE)
    first = issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=desk.cast.alice)
    on_profile(desk, logo_on_dark=DARK)
    desk.piece.partner = Partner.objects.get(pk=desk.cast.acme.pk)
    second = issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=desk.cast.alice)
    assert second.number != first.number and second.digest != first.digest
    assert {verify_file(file_bytes(each)).verdict for each in (first, second)} == {"genuine"}


def test_preview_and_file_are_the_same_with_a_logo_on_a_plate(desk: Desk) -> None:
    from brand_kit.rendering.raster import page_image
    from campaigns.composition import drawn

    chosen(desk, WHITE)
    file = issue_file(collateral=desk.piece, edition=EDITION, extension="png", by=desk.cast.alice)
    made = PIL.Image.open(io.BytesIO(file_bytes(file))).convert("RGB")
    preview = drawn(compose(desk.piece), EDITION, extension="png")
    assert preview.number == file.number and not preview.refused
    assert page_image(preview.data, 1, made.width).tobytes() == made.tobytes()


def test_a_logo_of_too_few_pixels_is_refused_with_its_reason(desk: Desk) -> None:
    digest = chosen(desk, PLACED["tiny"][0]())
    alice = desk.cast.client(desk.cast.alice)
    page = text(alice.get(desk.url()))
    assert "pixels across and needs" in page and "logo/partner_logo/coarse/" in page
    assert alice.post(desk.url("issue/"), {"edition": EDITION, "extension": "png"}).url.endswith("#finish")
    picture = alice.get(desk.url("logo/partner_logo/coarse/"), {"edition": EDITION, "digest": digest})
    assert picture.status_code == 200


# --- Uploaded ---------------------------------------------------------------------------------------------------------


def test_a_box_is_taken_away_at_upload_and_can_be_put_back(desk: Desk) -> None:
    bob = desk.cast.client(desk.cast.bob)
    boxed = saved(wordmark("Goodbox", "#0a4da2", ground="#ffffff").convert("RGB"), "JPEG", quality=90)
    answer = bob.post("/portal/profile/logo/light/", {"file": SimpleUploadedFile("logo.jpg", boxed)})
    page = text(bob.get(answer.url))
    assert "taken the box away" in page and 'name="digest"' in page
    acme = Partner.objects.get(pk=desk.cast.acme.pk)
    assert acme.logo is not None and anatomy_of(acme.logo.canonical()).box == ""
    came = answer.url.partition("light=")[2].partition("#")[0]
    assert bob.get("/portal/profile/logo/light/freed/", {"came": came}).status_code == 200
    bob.post("/portal/profile/logo/light/", {"digest": came})
    acme.refresh_from_db()
    assert acme.logo is not None and acme.logo.digest == came
    assert "box that shows on this page" in text(bob.get("/portal/profile/"))


@pytest.mark.parametrize(
    ("ground", "data", "words"),
    [("light", WHITE, "It is pale, and hard to see on light ground"), ("dark", DARK.replace(b"#0a4da2", b"#101418"),
      "It is dark, and hard to see on dark ground"), ("light", DARK, "sharp at every size")],
)  # fmt: skip
def test_what_is_to_be_said_of_a_logo_stands_beside_it(desk: Desk, ground: str, data: bytes, words: str) -> None:
    bob = desk.cast.client(desk.cast.bob)
    bob.post(f"/portal/profile/logo/{ground}/", {"file": SimpleUploadedFile("logo.svg", data)})
    assert words in text(bob.get("/portal/profile/"))


# --- Explained --------------------------------------------------------------------------------------------------------


def test_every_verdict_has_its_picture_which_nobody_keeps(desk: Desk) -> None:
    alice = desk.cast.client(desk.cast.alice)
    for name in ("white on nothing", "orange", "hair", "red box", "far margin in lines"):
        chosen(desk, PLACED[name][0]())
        piece = compose(desk.piece)
        placement = piece.placements(piece.filling(EDITION))["partner_logo"]
        assert len(placement.verdicts) > 3
        for verdict in placement.verdicts:
            answer = alice.get(desk.url(f"logo/partner_logo/{verdict.id}/"), {"edition": EDITION})
            assert answer.status_code == 200, verdict
            assert answer["Cache-Control"] == "private, no-store" and answer["Content-Type"] == "image/webp"
            image = PIL.Image.open(io.BytesIO(answer.content))
            assert image.width > 300 and len(answer.content) < 60_000


def test_the_page_tells_what_is_well_and_what_is_not(desk: Desk) -> None:
    chosen(desk, WHITE)
    alice = desk.cast.client(desk.cast.alice)
    page = text(alice.get(desk.url()))
    assert "it is set on a plate in a colour of the brand" in page and "verdicts-well" in page
    chosen(desk, DARK)
    page = text(alice.get(desk.url()))
    assert "is sharp, well seen, and keeps its clear space" in page


def test_nobody_else_meets_a_partner_s_logo_or_what_is_said_of_it(desk: Desk) -> None:
    digest = chosen(desk, WHITE)
    on_profile(desk, logo=WHITE)
    charlie = desk.cast.client(desk.cast.charlie)
    assert charlie.get(desk.url("logo/partner_logo/plate/"), {"edition": EDITION}).status_code == 404
    assert charlie.get("/portal/profile/logo/light/too-pale/").status_code == 404
    assert charlie.get("/portal/profile/logo/light/freed/", {"came": digest}).status_code == 404
    assert charlie.post("/portal/profile/logo/light/", {"digest": digest}).status_code == 404
    # Nor does Alice reach a picture of Globex's by naming it.
    theirs = upload_logo(partner=desk.cast.globex, data=DARK, by=desk.cast.charlie)
    alice = desk.cast.client(desk.cast.alice)
    for verdict in ("vector", "contrast", "plate"):
        answer = alice.get(desk.url(f"logo/partner_logo/{verdict}/"), {"edition": EDITION, "digest": theirs.digest})
        assert answer.status_code == 404
    assert desk.cast.client(None).get(desk.url("logo/partner_logo/plate/")).status_code == 302


@pytest.mark.parametrize("address", ["logo/partner_logo/nothing/", "logo/headline/plate/", "logo/nowhere/plate/"])
def test_what_there_is_not_is_not_found(desk: Desk, address: str) -> None:
    chosen(desk, WHITE)
    assert desk.cast.client(desk.cast.alice).get(desk.url(address), {"edition": EDITION}).status_code == 404
