"""Invented HSDS feeds for the tests of its readers, ways to drive the spider over them, and a loopback server."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from crawlers.payload import Payload
from crawlers.spiders.hsds import HsdsSpider
from data.cleaning import clean_record
from data.model import Record
from data.sources import Source

SOURCE = Source(id="test-hsds", name="Test", format="hsds", path="feed", timezone="America/New_York")


def as_payloads(files: dict[str, Any], url: str = "file:///") -> list[Payload]:
    """Files by name: text as it is, anything else as JSON."""
    return [
        Payload(name, (body if isinstance(body, str) else json.dumps(body)).encode(), url + name)
        for name, body in files.items()
    ]


def crawl(payloads: list[Payload], source: Source = SOURCE) -> tuple[list[Record], Counter[str]]:
    spider = HsdsSpider(source=source, writer=None, progress=lambda *_: None)
    found = [clean_record(record, source) for record in spider.records(payloads)]
    assert spider.tally.read == len(found) + spider.tally.skipped.total()
    assert len({record.key for record in found}) == len(found)
    return found, spider.tally.skipped


def crawl_json(value: Any, source: Source = SOURCE) -> tuple[list[Record], Counter[str]]:
    return crawl(as_payloads({"feed.json": value}), source)


def one(value: Any, source: Source = SOURCE) -> Record:
    [record], skipped = crawl_json(value, source)
    assert not skipped
    return record


def a_service(**fields: Any) -> dict[str, Any]:
    """A full HSDS 3 service at one location; `fields` replace what it says."""
    return {
        "id": "s1",
        "name": "Grief Circle",
        "status": "active",
        "organization": {"id": "o1", "name": "Harbor House", "website": "https://harbor.example.org"},
        "service_at_locations": [{"id": "sl1", "location": a_location()}],
    } | fields


def a_location(**fields: Any) -> dict[str, Any]:
    address = {"address_1": "1 Main Street", "city": "Albany", "state_province": "NY", "postal_code": "12207",
               "country": "US", "address_type": "physical"}  # fmt: skip
    return {"id": "l1", "location_type": "physical", "name": "Hall", "addresses": [address]} | fields


OLD_TABLES = {
    "organizations.csv": "id,name,url,email\no1,Harbor House,harbor.example.org,info@example.org\no2,Quiet Place,,\n",
    "services.csv": "id,organization_id,name,status,fees\ns1,o1,Grief Circle,active,Free\ns2,o1,Hotline,inactive,\n"
    "s3,gone,Stray,active,\n",
    "locations.csv": "id,organization_id,name,latitude,longitude\nl1,o1,Hall,42.65,-73.75\nl2,o2,Garden,,\n",
    "services_at_location.csv": "id,service_id,location_id,description\nsl1,s1,l1,\nsl9,nothing,l1,\n",
    "physical_addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country\n"
    "1,l1,1 Main Street,Albany,NY,12207,US\n",
    "postal_addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country\n"
    "2,l2,PO Box 1,Troy,NY,12180,US\n",
    "regular_schedules.csv": "id,service_id,location_id,service_at_location_id,weekday,opens_at,closes_at\n"
    ",s1,,,2,18:00,19:00\n,s1,,,4,18:00,19:00\n",
    "phones.csv": "id,location_id,service_id,organization_id,contact_id,number,extension,type,language\n"
    '1,,s1,,,518-555-0100,3,voice,"en, es"\n2,,,o1,,518-555-0101,,textphone,\n3,,,,c1,518-555-0199,,voice,\n',
    "languages.csv": "id,service_id,location_id,language\n1,s1,l1,Spanish\n",
    "accessibility_for_disabilities.csv": "id,location_id,accessibility,details\n"
    "1,l1,disabled_parking,Behind the hall\n",
    "eligibility.csv": "id,service_id,eligibility\n1,s1,adult\n2,,nobody's\n",
    "service_areas.csv": "id,service_id,service_area,description\n1,s1,Albany County,\n",
    "required_documents.csv": "id,service_id,document\n1,s1,Photo identification\n",
    "services_taxonomy.csv": "id,service_id,taxonomy_id,taxonomy_detail\n1,s1,t1,\n2,s1,t2,\n",
    "taxonomy.csv": "id,name,parent_id,vocabulary\nt1,Grief,,Our own\nt2,Licensed words,,AIRS\n",
    "metadata.csv": "id,resource_id,last_action_date,last_action_type\n1,s1,2020-01-02T03:04:05Z,update\n",
    "holiday_schedules.csv": "id,service_id,closed\n1,s1,true\n",
    "notes.txt": "not a table",
}


def an_ohana_location(**fields: Any) -> dict[str, Any]:
    return {
        "id": 5, "active": True, "admin_emails": ["robin@example.org"], "coordinates": [-73.75, 42.65],
        "description": "Meals and company.", "kind": "Human Services", "market_match": True, "name": "Harbor Kitchen",
        "short_desc": "Meals.", "slug": "harbor-kitchen", "website": "https://kitchen.example.org",
        "url": "https://api.example.org/locations/harbor-kitchen", "updated_at": "2014-11-25T17:22:17.654-08:00",
        "accessibility": ["Ramp"], "languages": ["Spanish"],
        "address": {"address_1": "3 Main Street", "city": "Albany", "state_province": "NY", "postal_code": "12207"},
        "mail_address": {"address_1": "PO Box 3", "city": "Troy", "state_province": "NY"},
        "organization": {"id": 9, "name": "Harbor House", "url": "https://api.example.org/organizations/harbor-house"},
        "phones": [{"number": "518 555-0105", "number_type": "tty", "department": "Front desk"}],
        "contacts": [{"name": "Robin Doe", "email": "robin@example.org"}],
    } | fields  # fmt: skip
