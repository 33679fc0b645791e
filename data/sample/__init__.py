"""The sample community: a site and feeds of an invented town, to show and to test the whole way of the data.

`site/` is what `server` serves on loopback, `sources.toml` describes its feeds; README.md says what is in each.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

# A real ZIP code, so that distances mean something; the town around it is invented.
ZIP = "62701"


def sample_folder() -> Path:
    """Return the folder of the sample community."""
    return Path(str(resources.files(__package__)))


def write_sources(folder: Path, port: int) -> list[Path]:
    """Write the source files of a sample community served on `port` into `folder`; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sources.toml"
    text = (sample_folder() / "sources.toml").read_text("utf-8")
    path.write_text(text.replace("{port}", str(port)), "utf-8")
    return [path]
