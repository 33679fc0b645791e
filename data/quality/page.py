"""The quality report as one HTML page that needs nothing beside it: no script, no request to anybody."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from data import taxonomy
from data.quality.facts import FIELDS
from data.quality.measure import Numbers
from data.quality.plots import plots


def page(numbers: Numbers) -> str:
    """Return the page of the numbers `measure` gave; names out of feeds are escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(resources.files(__package__).joinpath("page.html").read_text("utf-8"))
    # Drawn by us from numbers and escaped names.
    drawings = {name: Markup(svg) for name, svg in plots(numbers).items()}  # noqa: S704
    labels = {need.id: need.label() for need in taxonomy.needs().values()} | {"all": "All listings"}
    return template.render(numbers=numbers, plots=drawings, labels=labels, fields=FIELDS)
