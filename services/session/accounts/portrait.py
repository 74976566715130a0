"""Draws an uploaded picture anew, so that nothing of the file but the picture is kept: no position, no camera, no hidden bytes."""

import io
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageOps, UnidentifiedImageError

from mesh.refusal import Exhausted, InvalidArgument
from services.session.accounts.pool import Pool

LARGEST_BYTES = 5_000_000
LARGEST_PIXELS = 40_000_000
EDGE = 512
"""Pixels of a stored portrait's longer side."""
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"


class PictureUnreadable(InvalidArgument):
    """This is no JPEG, PNG or WebP picture that can be read."""

    reason = "PICTURE_UNREADABLE"


class PictureTooLarge(Exhausted):
    """A portrait may have 5 MB and 40 megapixels."""

    reason = "PICTURE_TOO_LARGE"
    retryable = False


@dataclass(frozen=True)
class Portrait:
    """A picture as it is kept: JPEG, at most 512 pixels wide and high, without metadata."""

    content: bytes = field(repr=False)
    media_type: str = MEDIA_TYPE


class Portraits:
    """Draws portraits, off the event loop and a few at a time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def redraw(self, picture: bytes) -> Portrait:
        """The picture as it is kept. Raises PictureUnreadable, PictureTooLarge, Busy."""
        if len(picture) > LARGEST_BYTES:
            raise PictureTooLarge
        return await self._pool.run(redrawn, picture)


def redrawn(picture: bytes) -> Portrait:
    """See Portraits.redraw. The size is read from the header and judged before a single pixel is unpacked."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise PictureTooLarge
            image.draft("RGB", (2 * EDGE, 2 * EDGE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PictureUnreadable from error
    upright.thumbnail((EDGE, EDGE))
    upright.info.clear()
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=88)
    return Portrait(drawn.getvalue())
