"""One record, cleaned field by field."""

from __future__ import annotations

from data import gazetteer, taxonomy
from data.cleaning.audiences import Eligible, eligible
from data.cleaning.clock import clean_time, is_byday
from data.cleaning.cost import cost_of
from data.cleaning.location import clean_location, without_own_address
from data.cleaning.masked import is_masked_email
from data.cleaning.names import clean_title
from data.cleaning.phone import clean_phones
from data.cleaning.points import NOTHING_SHARED, SharedPoints, place_of
from data.cleaning.schedule_text import read_schedules
from data.cleaning.text import clean_name, clean_text
from data.cleaning.web import clean_email, clean_url
from data.model import (
    Attendance,
    Conflict,
    Location,
    Organization,
    Phone,
    Problem,
    Provenance,
    Record,
    Schedule,
    ServiceArea,
)
from data.sources import Source

# Here hours are those of a group, which may as well meet in the evening: "9-5" is no usual day.
_MEETINGS = ("support-groups", "spiritual", "wellness", "online-communities")


def clean_record(found: Record, source: Source, shared: SharedPoints = NOTHING_SHARED) -> Record:
    """Return the record with every field in its promised form; `problems` names what was left out.

    `found` is not changed. The name is never empty: it falls back to the organization's. `shared` are the points that
    records of the same run share (`points.shared_points`).
    """
    return _Cleaner(found, source, shared).record()


class _Cleaner:
    def __init__(self, found: Record, source: Source, shared: SharedPoints) -> None:
        self.found = found
        self.source = source
        self.shared = shared
        self.problems: list[Problem] = list(found.problems)

    def record(self) -> Record:
        found = self.found
        organization = self.organization()
        title, status = clean_title(found.name)
        location = clean_location(found, self.source.country, self.shared, self.problem)
        url, email = self.url_and_email()
        whom = eligible(clean_text(found.eligibility_description) or "") or Eligible()
        has_age = (found.minimum_age, found.maximum_age) != (None, None)
        return found.model_copy(
            update={
                "name": without_own_address(title, location.address) if title else organization.name,
                "alternate_name": clean_title(found.alternate_name)[0],
                "organization": organization,
                "description": clean_text(found.description),
                "needs": self.needs(),
                "location": location,
                "modes": list(dict.fromkeys(found.modes)),
                "attendance": self.attendance(),
                "phones": self.phones(),
                "email": email,
                "url": url,
                "record_url": self.checked("record_url", found.record_url, clean_url(found.record_url)),
                "schedules": self.schedules(location),
                "cost": list(dict.fromkeys(found.cost or cost_of(clean_text(found.fees_description) or ""))),
                "fees_description": clean_text(found.fees_description),
                "languages": self.known("languages", found.languages, taxonomy.languages()),
                "audiences": self.known(
                    "audiences", found.audiences or list(whom.audiences), taxonomy.facet_labels()["audiences"]
                ),
                "eligibility_description": clean_text(found.eligibility_description),
                "application_process": clean_text(found.application_process),
                "minimum_age": self.age("minimum_age", found.minimum_age if has_age else whom.minimum_age),
                "maximum_age": self.age("maximum_age", found.maximum_age if has_age else whom.maximum_age),
                "required_documents": _texts(found.required_documents),
                "service_areas": self.service_areas(),
                "attributes": _texts(found.attributes),
                "status": status if status and found.status == "active" else found.status,
                "alert": clean_text(found.alert),
                "origins": [_origin(one) for one in found.origins],
                "conflicts": [_conflict(one) for one in found.conflicts],
                "problems": self.problems,
            }
        )

    def problem(self, field: str, value: object, reason: str) -> None:
        self.problems.append(Problem(field=field, value=str(value)[:200], reason=reason))

    def checked(self, field: str, raw: str | None, cleaned: str | None) -> str | None:
        if cleaned is None and clean_text(raw) is not None and not is_masked_email(raw or ""):
            self.problem(field, raw, "cannot be read")
        return cleaned

    def url_and_email(self) -> tuple[str | None, str | None]:
        """The web and the e-mail address; one that stands in the column of the other is not lost."""
        found = self.found
        url, email = clean_url(found.url), clean_email(found.email)
        misplaced = clean_email(found.url) if url is None else None
        if misplaced is None:
            self.checked("url", found.url, url)
        self.checked("email", found.email, email)
        return url, email or misplaced

    def organization(self) -> Organization:
        found = self.found.organization
        return Organization(
            name=clean_title(found.name)[0]
            or self.source.organization
            or clean_title(self.found.name)[0]
            or self.source.name,
            url=self.checked("organization.url", found.url, clean_url(found.url)),
            email=self.checked("organization.email", found.email, clean_email(found.email)),
            description=clean_text(found.description),
        )

    def age(self, field: str, found: float | None) -> float | None:
        if found is None or 0 <= found <= 120:
            return found
        self.problem(field, found, "not an age in years")
        return None

    def service_areas(self) -> list[ServiceArea]:
        cleaned = [
            one.model_copy(update={"name": clean_name(one.name), "extent": clean_name(one.extent)})
            for one in self.found.service_areas
        ]
        return [one for one in cleaned if one.name or one.extent or one.extent_type == "world"]

    def needs(self) -> list[str]:
        wanted = [*self.source.needs, *self.found.needs]
        return taxonomy.with_parents(self.known("needs", wanted, taxonomy.needs()))

    def known(self, field: str, values: list[str], table: object) -> list[str]:
        assert isinstance(table, dict)
        for value in values:
            if value not in table:
                self.problem(field, value, "not a known term")
        return [value for value in dict.fromkeys(values) if value in table]

    def attendance(self) -> Attendance | None:
        found = self.found.attendance
        if found is None:
            return None
        cleaned = Attendance(
            url=self.checked("attendance.url", found.url, clean_url(found.url)),
            phone=clean_name(found.phone),
            notes=clean_text(found.notes),
        )
        return cleaned if cleaned != Attendance() else None

    def phones(self) -> list[Phone]:
        cleaned: dict[tuple[str, str | None, str], Phone] = {}
        for phone in self.found.phones:
            languages = self.known("phones.languages", phone.languages, taxonomy.languages())
            about = {"description": clean_name(phone.description), "languages": languages}
            numbers, refused = clean_phones(phone.model_copy(update=about), self.source.country)
            for one in numbers:
                cleaned.setdefault((one.number, one.extension, one.type), one)
            for words in refused:
                if clean_text(words) is not None:
                    self.problem("phones.number", words, "not a telephone number")
        return list(cleaned.values())

    def schedules(self, location: Location) -> list[Schedule]:
        zone = self.source.timezone or _zone_of(location)
        return [self.schedule(rule, zone) for one in self.found.schedules for rule in self.rules(one)]

    def rules(self, found: Schedule) -> list[Schedule]:
        """The rules that a schedule of words alone states, or the schedule itself."""
        said = {name for name, value in found if value}
        if not found.description or not said <= {"description", "timezone", "valid_from", "valid_to"}:
            return [found]
        meeting = any(need.startswith(_MEETINGS) for need in (*self.source.needs, *self.found.needs))
        same = {"timezone": found.timezone, "valid_from": found.valid_from, "valid_to": found.valid_to}
        rules = read_schedules(clean_text(found.description) or "", meeting)
        return [rule.model_copy(update=same) for rule in rules] or [found]

    def schedule(self, found: Schedule, zone: str | None) -> Schedule:
        times = {}
        for field in ("opens_at", "closes_at"):
            raw = getattr(found, field)
            times[field] = self.checked(f"schedules.{field}", raw, clean_time(raw))
        days = [day for day in found.byday if is_byday(day)]
        if len(days) < len(found.byday):
            self.problem("schedules.byday", found.byday, "not weekdays of RFC 5545")
        own_zone = found.timezone if found.timezone in gazetteer.time_zones() else None
        if found.timezone and own_zone is None:
            self.problem("schedules.timezone", found.timezone, "not an IANA time zone")
        month_days = [day for day in found.bymonthday if 1 <= abs(day) <= 31]
        if len(month_days) < len(found.bymonthday):
            self.problem("schedules.bymonthday", found.bymonthday, "not days of a month")
        interval = found.interval if found.interval is None or 1 <= found.interval <= 60 else None
        if interval != found.interval:
            self.problem("schedules.interval", found.interval, "not a number of days, weeks or months")
        return found.model_copy(
            update=times
            | {
                "byday": list(dict.fromkeys(days)),
                "bymonthday": month_days,
                "interval": interval,
                "timezone": own_zone or zone,
                "description": clean_text(found.description),
            }
        )


def _origin(found: Provenance) -> Provenance:
    """What another directory says of its source: shown to readers, so no more than one line each."""
    said = {name: clean_name(getattr(found, name)) for name in ("licence", "attribution")}
    name = clean_name(found.source_name) or found.source
    return found.model_copy(update=said | {"source_name": name, "url": clean_url(found.url), "via": None})


def _conflict(found: Conflict) -> Conflict:
    values = {source: text for source, said in found.values.items() if (text := clean_text(said))}
    return found.model_copy(update={"values": values})


def _texts(values: list[str]) -> list[str]:
    cleaned = (clean_text(value) for value in values)
    return list(dict.fromkeys(value for value in cleaned if value))


def _zone_of(location: Location) -> str | None:
    found = place_of(location.address) if location.address else None
    return found.timezone if found else None
