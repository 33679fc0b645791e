"""What a button does to a list where there are no scripts: `up:ID`, `down:ID`, `remove:ID`, `put:PLACE:ID`."""

from __future__ import annotations

from dataclasses import replace

from webapp.lists.content import Kept, ReferralList


def edited(given: ReferralList, action: str) -> ReferralList:
    """Return the list after an action; an unknown one, or one of a listing that is not on it, changes nothing."""
    name, _, rest = action.partition(":")
    if name == "put":
        place, _, listing = rest.partition(":")
        return _put(given, listing, int(place)) if place.isdecimal() and len(place) < 4 else given
    at = next((place for place, one in enumerate(given.entries) if one.id == rest), None)
    if at is None:
        return given
    if name == "remove":
        return replace(given, entries=given.entries[:at] + given.entries[at + 1 :])
    if name in ("up", "down"):
        return _moved(given, at, at - 1 if name == "up" else at + 1)
    return given


def _moved(given: ReferralList, at: int, to: int) -> ReferralList:
    if not 0 <= to < len(given.entries):
        return given
    entries = list(given.entries)
    entries.insert(to, entries.pop(at))
    return replace(given, entries=tuple(entries))


def _put(given: ReferralList, listing: str, place: int) -> ReferralList:
    """Put a listing that the form still has the note of (`undo`) where it was."""
    back = next((one for one in given.entries if one.id == listing), None) or Kept(listing)
    rest = [one for one in given.entries if one.id != listing]
    rest.insert(min(place, len(rest)), back)
    return replace(given, entries=tuple(rest))
