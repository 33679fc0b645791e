"""Templates without Flask: the pages of the static site link to files beside them and know no request."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from webapp import crisis, filters, numbers, template_words

# In the order they are joined; the first three are those of the served pages.
_STYLES = ("static/css/base.css", "static/css/layout.css", "static/css/print.css", "site/site.css")


@cache
def environment() -> Environment:
    """Return the templates with the words, filters and crisis links of the served pages."""
    found = Environment(
        loader=PackageLoader("webapp"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=filters.printable,
    )
    template_words.register(found)
    for one in (filters.web_link, filters.mail_link, filters.web_words, numbers.date_words, numbers.number_words):
        found.filters[one.__name__] = one
    found.globals |= {"crisis": crisis.LINKS, "leave_url": crisis.LEAVE_URL}
    return found


def rendered(template: str, **values: object) -> str:
    """Return a template of `templates/site`, filled."""
    return environment().get_template(f"site/{template}.html").render(**values)


def stylesheet() -> str:
    """Return the one stylesheet of the site, without comments and indentation."""
    folder = resources.files("webapp")
    joined = "\n".join(folder.joinpath(name).read_text("utf-8") for name in _STYLES)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)).strip() + "\n"


def file_of(name: str) -> str:
    """Return a file that goes into the site as it is: `site/search.js`, `static/icon.svg`."""
    return resources.files("webapp").joinpath(name).read_text("utf-8")
