"""The engine's refusals: each names what is wrong, where, and what to do."""

from __future__ import annotations


class RenderingError(Exception):
    """Anything that the engine refuses to do; the message is one sentence for a person."""

    code = "rendering"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        """Keep the message, and a code that tests and translations can rely on."""
        super().__init__(message)
        self.code = code or self.code


class LayoutError(RenderingError):
    """A layout's manifest or page is not as it must be; the message begins with `file:line:`."""

    code = "layout"


class CompileError(RenderingError):
    """A master cannot be made."""

    code = "compile"


class ValueRefused(RenderingError):
    """A value cannot be set into its slot."""

    code = "value"

    def __init__(self, key: str, message: str, *, code: str | None = None) -> None:
        """Name the region whose value is refused."""
        super().__init__(message, code=code)
        self.key = key


class PictureRefused(RenderingError):
    """An uploaded picture cannot be accepted."""

    code = "picture"
