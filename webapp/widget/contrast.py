"""Whether people with low vision can read the colours that a page chose (WCAG 2.2, 1.4.3 and "contrast ratio")."""

from __future__ import annotations

import re

# Of text to what is behind it, level AA.
LEAST = 4.5
_HEX = re.compile(r"#[0-9a-f]{6}")

Rgb = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether a text is a colour as `<input type="color">` gives it: `#rrggbb`, small letters."""
    return _HEX.fullmatch(text) is not None


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, share: float, other: str) -> str:
    """Return `color-mix(in srgb, one share, other)` (CSS Color 5); `share` is 0 to 1."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round((a * share + b * (1 - share)) * 255):02x}" for a, b in parts)


def readable_on(ground: str) -> str:
    """Return white or near black, whichever reads better on a colour."""
    return max("#ffffff", "#111111", key=lambda text: ratio(text, ground))


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
