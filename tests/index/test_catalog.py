"""The catalog of a generation: rows, organizations, terms, and when each listing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from data.errors import GenerationError
from data.hsds import terms
from data.hsds.listings import organization_of, service_id
from data.model import Listing, Organization, Provenance
from data.settings import Settings
from index import generations
from index.catalog import Catalog
from index.history import KEPT_DAYS
from index.whoosh_engine import WhooshEngine, WhooshGeneration
from tests.support.builders import NOW, as_stored, make_listing

BASE = [make_listing(f"group {number}") for number in range(8)]
OTHER = make_listing("other", organization=Organization(name="Acme of Iowa", url="https://acme.example"))


def _publish(root: Path, *listings: Listing) -> WhooshGeneration:
    name = generations.publish(root, lambda folder: WhooshEngine().build(listings, {}, folder))
    return WhooshEngine().open(root / name)


def _update(root: Path, listings: list[Listing], ended: list[str]) -> WhooshGeneration:
    earlier = generations.current_folder(root)
    name = generations.publish(root, lambda folder: WhooshEngine().update(earlier, listings, ended, {}, folder))
    return WhooshEngine().open(root / name)


def _ids(catalog: Catalog) -> list[str]:
    return [catalog.listing_id(row) for row in range(len(catalog))]


def _times(catalog: Catalog) -> dict[str, str]:
    return {catalog.listing_id(row): catalog.changed(row).isoformat() for row in range(len(catalog))}


def _milliseconds(hour: int) -> int:
    return int(NOW.replace(hour=hour).timestamp()) * 1000


@pytest.mark.parametrize("delta", [False, True], ids=["whole", "with changes"])
def test_rows_are_the_listings_by_id(settings: Settings, delta: bool) -> None:
    renamed = BASE[3].model_copy(update={"name": "New name"})
    if delta:
        _publish(settings.generations, *BASE)
        catalog = _update(settings.generations, [renamed, OTHER], [BASE[5].id]).catalog
    else:
        catalog = _publish(settings.generations, *BASE[:3], renamed, BASE[4], *BASE[6:], OTHER).catalog
    left = [one for one in [*BASE, OTHER] if one.id != BASE[5].id]
    assert _ids(catalog) == sorted(one.id for one in left)
    for one in left:
        row = catalog.row_of_listing(one.id)
        assert row is not None
        assert row == catalog.row_of_service(service_id(one.id))
        assert catalog.listing(row).name == ("New name" if one.id == renamed.id else one.name)
        number = catalog.number_of_organization(organization_of(as_stored(one))["id"])
        assert number is not None
        assert row in catalog.rows_of_organization(number)
        assert catalog.organization_document(number)["name"] == one.organization.name
    assert catalog.row_of_listing(BASE[5].id) is None
    assert catalog.row_of_service(service_id(BASE[5].id)) is None
    assert catalog.number_of_organization(BASE[5].id) is None
    assert catalog.organizations_called(["iowa", "acme"]).tolist() == [
        catalog.number_of_organization(organization_of(as_stored(OTHER))["id"])]  # fmt: skip
    assert catalog.organizations_called(["iowa", "neighbors"]).tolist() == []


def test_terms_lead_to_rows(settings: Settings) -> None:
    _publish(settings.generations, *BASE)
    changed = [BASE[0].model_copy(update={"needs": ["libraries"], "attributes": ["Step: Study"]})]
    catalog = _update(settings.generations, changed, []).catalog
    row = catalog.row_of_listing(BASE[0].id)
    grief = catalog.with_term(["needs:support-groups/grief"])
    assert [bool(one) for one in grief] == [at != row for at in range(8)]
    own = terms.term_id("words", "Step: Study")
    assert catalog.with_term([catalog.term_names[own]]).nonzero()[0].tolist() == [row]
    assert own in {one["id"] for one in catalog.own_terms}
    assert catalog.with_term(catalog.taxonomy_names[terms.taxonomy_id("words")]).sum() == 1
    assert not catalog.with_term(["needs:nothing"]).any()


def test_an_empty_generation(settings: Settings) -> None:
    catalog = _publish(settings.generations).catalog
    assert (len(catalog), len(catalog.organization_keys), catalog.term_names) == (0, 0, {})
    assert catalog.row_of_listing(BASE[0].id) is None


def test_an_organization_that_no_listing_has_any_more_is_gone(settings: Settings) -> None:
    _publish(settings.generations, *BASE, OTHER)
    catalog = _update(settings.generations, [], [OTHER.id]).catalog
    assert len(catalog.organization_keys) == 1
    assert catalog.organizations_called(["acme"]).tolist() == []


def test_an_organization_says_what_its_living_listings_say(settings: Settings) -> None:
    website = OTHER.model_copy(update={"organization": Organization(name="Acme of Iowa", url="https://new.example")})
    _publish(settings.generations, *BASE, OTHER)
    catalog = _update(settings.generations, [website], []).catalog
    number = catalog.number_of_organization(organization_of(as_stored(OTHER))["id"])
    assert number is not None
    assert catalog.organization_document(number)["website"] == "https://new.example"


def test_only_what_changed_is_modified(settings: Settings) -> None:
    root, first = settings.generations, "2026-11-24T17:00:00+00:00"
    seen = BASE[1].model_copy(update={"sources": [Provenance(**{**BASE[1].sources[0].model_dump(), "run": "r2",
                                                                "seen": NOW.replace(year=2027)})]})  # fmt: skip
    renamed = BASE[2].model_copy(update={"name": "New name"})
    with time_machine.travel(NOW, tick=False) as clock:
        assert set(_times(_publish(root, *BASE).catalog).values()) == {first}
        clock.shift(3600)
        whole = _publish(root, BASE[0], seen, renamed, *BASE[3:7], OTHER)
        later = "2026-11-24T18:00:00+00:00"
        changed = {renamed.id: later, OTHER.id: later}
        assert _times(whole.catalog) == {one.id: changed.get(one.id, first) for one in [*BASE[:7], OTHER]}
        assert whole.catalog.gone_since(0) == [(BASE[7].id, _milliseconds(18))]
        clock.shift(3600)
        delta = _update(root, [BASE[7]], [BASE[0].id])
        times = _times(delta.catalog)
        assert (times[BASE[7].id], times[renamed.id]) == ("2026-11-24T19:00:00+00:00", later)
        assert delta.catalog.gone_since(0) == [(BASE[0].id, _milliseconds(19))]
        assert delta.catalog.gone_since(_milliseconds(19) + 1) == []
        clock.shift((KEPT_DAYS + 1) * 86_400)
        assert _update(root, [BASE[7]], [BASE[0].id]).catalog.gone_since(0) == []


def test_when_a_listing_was_added_lasts_while_it_changes_and_stays(settings: Settings) -> None:
    renamed = BASE[1].model_copy(update={"name": "New name"})
    with time_machine.travel(NOW, tick=False) as clock:
        _publish(settings.generations, *BASE[:3])
        # Generations were written without it: then what is known is when each last changed.
        (generations.current_folder(settings.generations) / "history" / "added.npy").unlink()
        clock.shift(3600)
        catalog = _publish(settings.generations, BASE[0], renamed, OTHER).catalog
        clock.shift(3600)
        again = _publish(settings.generations, BASE[0], renamed, BASE[2], OTHER).catalog
    first, second, third = _milliseconds(17), _milliseconds(18), _milliseconds(19)
    added = dict(zip(_ids(catalog), catalog.added.tolist(), strict=True))
    assert added == {BASE[0].id: first, renamed.id: first, OTHER.id: second}
    assert dict(zip(_ids(again), again.added.tolist(), strict=True)) == added | {BASE[2].id: third}


def test_a_history_of_other_listings_is_refused(settings: Settings) -> None:
    _publish(settings.generations, BASE[0])
    folder = generations.current_folder(settings.generations)
    path = folder / "history" / "keys.npy"
    body = bytearray(path.read_bytes())
    body[-1] ^= 1
    path.write_bytes(body)
    with pytest.raises(GenerationError, match="other listings"):
        _ = WhooshEngine().open(folder).catalog
