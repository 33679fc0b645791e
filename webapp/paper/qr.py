"""QR codes as drawings, for paper and for the page that is printed."""

from __future__ import annotations

import io

import segno

# Modules around the code that stay white (ISO/IEC 18004, 6.3.8: four).
QUIET_ZONE = 4


def svg_of(text: str) -> str:
    """Return the QR code of a text as an SVG drawing, black on white, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return out.getvalue().decode()
