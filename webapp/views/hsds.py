"""The API of the Human Services Data Specification 3.1 (Open Referral, "API Reference"), and what we add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, url_for
from werkzeug.exceptions import Gone
from werkzeug.wrappers import Response as AnyResponse

from data.hsds import terms
from data.hsds.listings import service_id
from index.engine import Generation
from webapp.hsds import asked, records
from webapp.hsds.answers import answer, flowing, one, tagged
from webapp.hsds.description import PROFILE, VERSION, describe
from webapp.hsds.parameters import LISTS, ONE_ORGANIZATION
from webapp.views.common import directory

blueprint = Blueprint("hsds", __name__, url_prefix="/api")


@blueprint.get("/")
def about() -> Response:
    """What this API is, and where it is described."""
    return jsonify({
        "version": VERSION,
        "profile": url_for(".profile", _external=True),
        "openapi_url": url_for(".openapi", _external=True),
    })  # fmt: skip


@blueprint.get("/profile")
def profile() -> Response:
    """What we do within and beside HSDS."""
    return jsonify(PROFILE)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of this API (OpenAPI 3.1)."""
    return jsonify(describe(url_for(".about").rstrip("/")))


@blueprint.route("/services", methods=["GET", "POST"])
def services() -> Response:
    """A list of services."""
    return _list("services", records.services)


@blueprint.route("/service_at_locations", methods=["GET", "POST"])
def service_at_locations() -> Response:
    """A list of services at locations."""
    return _list("service_at_locations", records.service_at_locations)


@blueprint.route("/organizations", methods=["GET", "POST"])
def organizations() -> Response:
    """A list of organizations."""
    return _list("organizations", records.organizations)


@blueprint.route("/taxonomies", methods=["GET", "POST"])
def taxonomies() -> Response:
    """A list of taxonomies."""
    return _list("taxonomies", records.taxonomies)


@blueprint.route("/taxonomy_terms", methods=["GET", "POST"])
def taxonomy_terms() -> Response:
    """A list of taxonomy terms."""
    return _list("taxonomy_terms", records.taxonomy_terms)


@blueprint.get("/changes")
def changes() -> Response:
    """What changed since a time."""
    return _list("changes", records.changes)


def _list(name: str, find: Callable[[Generation, asked.Asked], records.Found]) -> Response:
    return answer(directory().current(), asked.read(LISTS[name]), find)


@blueprint.get("/services/<uuid:identifier>")
def service(identifier: UUID) -> AnyResponse:
    """One service, whole."""
    generation = directory().current()
    row = generation.catalog.row_of_service(str(identifier))
    if row is not None:
        return tagged(generation, lambda: one(_json(records.whole_service(generation.catalog, row))))
    target = generation.merged_services.get(str(identifier))
    if target is not None:
        return redirect(url_for(".service", identifier=target), 301)
    return _lost(str(identifier) in generation.gone_services)


@blueprint.get("/service_at_locations/<uuid:identifier>")
def service_at_location(identifier: UUID) -> AnyResponse:
    """One service at a location, whole."""
    generation = directory().current()
    row = generation.catalog.row_of_listing(str(identifier))
    if row is not None:
        return tagged(generation, lambda: one(_json(records.service_at_location(generation.catalog, row, full=True))))
    target = generation.redirect(str(identifier))
    if target is not None:
        return redirect(url_for(".service_at_location", identifier=target), 301)
    return _lost(service_id(str(identifier)) in generation.gone_services)


@blueprint.get("/organizations/<uuid:identifier>")
def organization(identifier: UUID) -> AnyResponse:
    """One organization, whole."""
    wanted = asked.read(ONE_ORGANIZATION)
    generation = directory().current()
    number = generation.catalog.number_of_organization(str(identifier))
    if number is None:
        return _lost(False)
    pieces = records.organization(generation.catalog, number, bool(wanted["full_service"]))
    return tagged(generation, lambda: flowing(pieces))


@blueprint.get("/taxonomies/<uuid:identifier>")
def taxonomy(identifier: UUID) -> AnyResponse:
    """One taxonomy."""
    return _found(terms.taxonomies(), identifier)


@blueprint.get("/taxonomy_terms/<uuid:identifier>")
def taxonomy_term(identifier: UUID) -> AnyResponse:
    """One term with its taxonomy."""
    return _found(map(records.term, directory().current().catalog.own_terms), identifier)


def _found(documents: Iterator[records.Document] | tuple[records.Document, ...], identifier: UUID) -> AnyResponse:
    found = next((one for one in documents if one["id"] == str(identifier)), None)
    if found is None:
        return _lost(False)
    return tagged(directory().current(), lambda: one(_json(found)))


def _json(document: records.Document) -> records.Pieces:
    return records._one(document)


def _lost(is_gone: bool) -> AnyResponse:
    if is_gone:
        raise Gone
    abort(404)
