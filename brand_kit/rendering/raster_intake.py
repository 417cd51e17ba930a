"""Rasters in: PNG, JPEG and WebP become a clean sRGB image object of at most 2400 px, with no metadata.

Runs in the cage only. Pillow is given the one format that the file's first bytes announce, so that no rare decoder is
ever reached.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib

import PIL.Image
from PIL import ImageCms, ImageFile, ImageOps

from brand_kit.rendering.picture import Picture, PictureObject
from brand_kit.rendering.picture_refusals import refusal

MOST_PIXELS = 25_000_000
LEAST_SIDE = 16
LONGEST_SIDE = 2400
JPEG_QUALITY = 88
_POINTS_PER_PIXEL = 0.75
_FEW_COLOURS = 4096
_LARGEST_FLAT = 3 * 1024 * 1024
"""Bytes, by estimate, from which a photograph with transparency is stored as JPEG plus mask."""
_LARGEST_PROFILE = 4 * 1024 * 1024
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)
"""What Pillow's decoders raise on damaged files, by experience; OSError covers `UnidentifiedImageError`."""


def raster_picture(data: bytes, kind: str) -> Picture:
    """Return the canonical form of a raster file; `kind` is `PNG`, `JPEG` or `WEBP`."""
    return picture_of(*_clean(_opened(data, kind)))


def picture_of(colour: PIL.Image.Image, alpha: PIL.Image.Image | None) -> Picture:
    """Return the canonical form of clean pixels: grey or RGB colours, and a mask where not all is opaque."""
    width, height = colour.size
    # Hard edges of transparent pictures show JPEG's faults: it is for those that would be huge otherwise.
    photograph = _is_photograph(colour) and (alpha is None or 4 * len(_png(colour.reduce(2), 1)) > _LARGEST_FLAT)
    head, stream = _encoded(colour, photograph=photograph)
    objects = []
    if alpha is not None:
        objects.append(PictureObject(*_encoded(alpha, photograph=False)))
        head += b" /SMask @1@"
    pixels = (width, height)
    points = (width * _POINTS_PER_PIXEL, height * _POINTS_PER_PIXEL)
    return Picture.of(*points, (PictureObject(head, stream), *objects), pixels)


def _opened(data: bytes, kind: str) -> PIL.Image.Image:
    """Return the first and only frame, fully decoded and turned upright."""
    # Importing WeasyPrint anywhere in a process makes Pillow accept truncated files.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    PIL.Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
        try:
            image = PIL.Image.open(io.BytesIO(data), formats=(kind,))
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise refusal("pixels")
            if min(width, height) < LEAST_SIDE:
                raise refusal("small")
            if max(width, height) > 20 * min(width, height):
                raise refusal("aspect")
            # A phone's JPEG may carry a second, smaller view (MPO): its first frame is the picture.
            if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
                raise refusal("animated")
            image.load()
            return ImageOps.exif_transpose(image)
        except (PIL.Image.DecompressionBombWarning, PIL.Image.DecompressionBombError) as error:
            raise refusal("pixels") from error
        except _BROKEN as error:
            raise refusal("damaged") from error


def _clean(image: PIL.Image.Image) -> tuple[PIL.Image.Image, PIL.Image.Image | None]:
    """Return grey or RGB colours and the mask of an image, in sRGB, no longer than `LONGEST_SIDE`."""
    profile = image.info.get("icc_profile")
    alpha: PIL.Image.Image | None = None
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode in {"1", "L"}:
        image = image.convert("L")
    elif image.mode not in {"RGB", "CMYK"}:
        image = image.convert("RGB")
    if alpha is not None and alpha.getextrema() == (255, 255):
        alpha = None
    if max(image.size) > LONGEST_SIDE:
        image, alpha = _smaller(image, alpha)
    image = _to_srgb(image, profile)
    if image.mode == "RGB" and _is_grey(image):
        image = image.getchannel("R")
    return image, alpha


def _smaller(image: PIL.Image.Image, alpha: PIL.Image.Image | None) -> tuple[PIL.Image.Image, PIL.Image.Image | None]:
    scale = LONGEST_SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if alpha is None:
        return image.resize(size, PIL.Image.Resampling.LANCZOS, reducing_gap=3), None
    # Colours under transparent pixels must not bleed into the edges: scale with colours multiplied by their alpha.
    whole = image.convert("RGBA")
    whole.putalpha(alpha)
    whole = whole.convert("RGBa").resize(size, PIL.Image.Resampling.LANCZOS, reducing_gap=3).convert("RGBA")
    return whole.convert("RGB"), whole.getchannel("A")


def _to_srgb(image: PIL.Image.Image, profile: object) -> PIL.Image.Image:
    """Convert from the file's colour profile; a profile that is broken or of another kind of colour is left out."""
    if isinstance(profile, bytes) and 128 < len(profile) <= _LARGEST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
                return image
            target = ImageCms.createProfile("sRGB")
            intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
            flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
            mode = "RGB" if image.mode == "L" else image.mode
            source_image = image if image.mode != "L" or _is_grey_profile(source) else image.convert(mode)
            changed = ImageCms.profileToProfile(
                source_image, source, target, renderingIntent=intent, outputMode="RGB", flags=flags
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        if changed is not None:
            return changed
    return image.convert("RGB") if image.mode == "CMYK" else image


def _is_grey_profile(profile: ImageCms.ImageCmsProfile) -> bool:
    return str(profile.profile.xcolor_space).strip() == "GRAY"


def _is_grey(image: PIL.Image.Image) -> bool:
    red, green, blue = (image.getchannel(band).tobytes() for band in "RGB")
    return red == green == blue


def _is_photograph(image: PIL.Image.Image) -> bool:
    """Tell whether an image has so many colours that JPEG serves it better; greys are told by their unevenness."""
    if image.mode == "RGB":
        return image.getcolors(_FEW_COLOURS) is None
    stream = zlib.compress(image.tobytes(), 1)
    return len(stream) > 0.25 * image.width * image.height


def _encoded(image: PIL.Image.Image, *, photograph: bool) -> tuple[bytes, bytes]:
    """Return the dictionary and data of an Image XObject."""
    space, bands = (b"/DeviceGray", 1) if image.mode == "L" else (b"/DeviceRGB", 3)
    # A new image: Pillow would write comments and profiles that it keeps in `info`.
    image = PIL.Image.frombytes(image.mode, image.size, image.tobytes())
    buffer = io.BytesIO()
    if photograph:
        image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
        coding, stream = b"/Filter /DCTDecode", buffer.getvalue()
    else:
        # PNG's own filters and compression are those of PDF's predictor 15, so its data can be taken as it is.
        stream = b"".join(_chunks(_png(image, 9), b"IDAT"))
        parameters = b"<< /Predictor 15 /Colors %d /BitsPerComponent 8 /Columns %d >>" % (bands, image.width)
        coding = b"/Filter /FlateDecode /DecodeParms " + parameters
    size = b"/Width %d /Height %d" % image.size
    head = b"/Type /XObject /Subtype /Image %s /ColorSpace %s /BitsPerComponent 8 %s" % (size, space, coding)
    return head, stream


def _png(image: PIL.Image.Image, level: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=level)
    return buffer.getvalue()


def _chunks(png: bytes, wanted: bytes) -> list[bytes]:
    """Return the data of the chunks of one type in a PNG file that we wrote."""
    found, at = [], 8
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        if name == wanted:
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return found
