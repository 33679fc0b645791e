"""What readers see: pages and the search API over one `index.directory.Directory`.

A request goes `views` (reads the request, asks the directory) → `view_models` (a frozen dataclass a page)
→ `templates` (`pages`, with one macro a component and one partial a field). Help lines come from
`data.helplines` and `crisis`, never from the index. Nothing here sets a cookie or asks a third party.
"""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from data.settings import Settings
from index.directory import Directory
from webapp import allowances, assets, compression, cors, crisis, filters, languages, security, template_words
from webapp.views import (
    about,
    api,
    calendar,
    embed,
    errors,
    health,
    help_now,
    home,
    hsds,
    listing,
    lists,
    machines,
    need,
    offline,
    plan,
    printing,
    report,
    search,
    sources,
    styleguide,
    widget,
)

# One line each: areas are added side by side.
AREAS = (
    assets,
    home,
    search,
    listing,
    calendar,
    report,
    need,
    plan,
    printing,
    lists,
    help_now,
    offline,
    about,
    sources,
    api,
    widget,
    embed,
    hsds,
    machines,
    health,
)

LARGEST_BODY_BYTES = 64 * 1024


def create_app(settings: Settings, directory: Directory | None = None) -> Flask:
    """Return the WSGI application that answers from `directory`, or from the index under `settings.home`."""
    app = Flask("webapp")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.extensions["kith.directory"] = directory or Directory(settings)
    app.extensions["kith.settings"] = settings
    app.json.sort_keys = False
    # A name a template misspells is an error, not a gap on the page.
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    languages.register(app)
    template_words.register(app.jinja_env)
    filters.register(app)
    crisis.register(app)
    security.register(app)
    cors.register(app)
    compression.register(app)
    errors.register(app)
    allowances.register(app, settings)
    if settings.development:
        app.register_blueprint(styleguide.blueprint)
    for module in AREAS:
        app.register_blueprint(module.blueprint)
    return app
