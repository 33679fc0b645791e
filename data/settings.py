"""Where things are kept. The only module that reads environment variables."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from data.errors import KithError

TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES_CREDIT = "© OpenStreetMap contributors https://www.openstreetmap.org/copyright"
# The host becomes part of a security header: nothing else may hide in it.
_TILES = re.compile(r"https?://(?:\{s\}\.)?[\w.-]+(?::\d+)?/[^\s\"'<>]*")


@dataclass(frozen=True)
class Settings:
    """Paths and identity for one run of a command.

    `home` holds everything generated: `raw/` (what crawls found), `kith.db` (the store), `index/`.
    `contact` is put into the crawler's user agent, so that a webmaster can reach the operator.
    `seconds_between_requests` is the pause the crawler keeps between two requests to one host.
    `fonts` is a folder with fonts for printing, beside those of the system.
    `geocoder` is the address of a geocoding server that addresses may be told to; None asks nobody.
    `tiles` is where the map on result pages gets its pictures, with `{z}`, `{x}` and `{y}` (and `{s}`, a to c) in it,
    None for no map; `tiles_credit` is how its owner wants to be named, a web address at its end being the link.
    `development` shows pages for people who work on Kith, such as `/styleguide`.
    `requests_a_minute` is how many questions one address of the internet may ask one serving process; 0 is no limit.
    `trusted_proxies` is how many reverse proxies of the operator's stand before the server.
    """

    home: Path
    contact: str
    seconds_between_requests: float
    geocoder: str | None = None
    tiles: str | None = TILES
    tiles_credit: str = TILES_CREDIT
    development: bool = False
    fonts: Path | None = None
    requests_a_minute: int = 600
    trusted_proxies: int = 0

    @property
    def geocoded(self) -> Path:
        """The answers of the geocoder, one JSON array a line."""
        return self.home / "geocoded.jsonl"

    @property
    def raw(self) -> Path:
        """Folder of crawl runs: `raw/<source>/<run>.jsonl.gz`."""
        return self.home / "raw"

    @property
    def store(self) -> Path:
        """The SQLite file of records, listings and runs."""
        return self.home / "kith.db"

    @property
    def lists(self) -> Path:
        """The SQLite file of referral lists that are kept under a code for a while."""
        return self.home / "lists.db"

    @property
    def generations(self) -> Path:
        """Folder of index generations and the pointer to the current one."""
        return self.home / "index"

    def demo(self) -> Settings:
        """Return the settings of the demo's own home inside this one, so samples never mix with real listings."""
        return replace(self, home=self.home / "demo")


def load_settings(home: str | os.PathLike[str] | None = None) -> Settings:
    """Return settings from `--home`, else `KITH_HOME`, else `./var`; creates nothing."""
    chosen = home or os.environ.get("KITH_HOME") or "var"
    return Settings(
        home=Path(chosen).expanduser().resolve(),
        contact=os.environ.get("KITH_CONTACT", "none given; set KITH_CONTACT"),
        seconds_between_requests=_seconds("KITH_CRAWL_DELAY", os.environ.get("KITH_CRAWL_DELAY") or "1.0"),
        geocoder=_web_address("KITH_GEOCODER", os.environ.get("KITH_GEOCODER") or None),
        tiles=_tiles("KITH_TILES", os.environ.get("KITH_TILES", TILES)),
        tiles_credit=os.environ.get("KITH_TILES_CREDIT") or TILES_CREDIT,
        development=os.environ.get("KITH_DEVELOPMENT", "") not in ("", "0"),
        fonts=_folder("KITH_FONTS", os.environ.get("KITH_FONTS") or None),
        requests_a_minute=_count("KITH_REQUESTS_A_MINUTE", Settings.requests_a_minute, 1_000_000),
        trusted_proxies=_count("KITH_TRUSTED_PROXIES", Settings.trusted_proxies, 10),
    )


def _web_address(name: str, value: str | None) -> str | None:
    if value is not None and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
        raise KithError(
            f"{name} must be an address such as https://nominatim.example.org, not {value!r}", code="bad-setting"
        )
    return value.rstrip("/") if value else None


def _folder(name: str, value: str | None) -> Path | None:
    if value is not None and not Path(value).is_dir():
        raise KithError(f"{name} must be a folder, not {value!r}", code="bad-setting")
    return Path(value).resolve() if value else None


def _tiles(name: str, value: str) -> str | None:
    if value and not (_TILES.fullmatch(value) and all(part in value for part in ("{z}", "{x}", "{y}"))):
        raise KithError(f"{name} must be an address such as {TILES}, not {value!r}", code="bad-setting")
    return value or None


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise KithError(f"{name} must be a number of seconds from 0 to 86400, not {value!r}", code="bad-setting")
    return seconds


def _count(name: str, usual: int, most: int) -> int:
    value = os.environ.get(name) or str(usual)
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise KithError(f"{name} must be a whole number from 0 to {most}, not {value!r}", code="bad-setting")
    return int(value)


def environment_with(**changes: str) -> dict[str, str]:
    """Return this process's environment with some variables changed, for a child process."""
    return os.environ | changes


def set_home(settings: Settings) -> None:
    """Make the home known to worker processes that this process starts."""
    os.environ["KITH_HOME"] = str(settings.home)
