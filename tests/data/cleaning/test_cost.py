"""Texts about fees and the kinds of cost they state."""

import pytest

from data.cleaning import clean_record
from data.cleaning.cost import cost_of
from tests.support.builders import make_record, make_source


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # Free, said of everything for everyone
        ("Free", ["free"]),
        ("FREE!", ["free"]),
        ("No charge.", ["free"]),
        ("no cost", ["free"]),
        ("There is no charge", ["free"]),
        ("All services are free of charge", ["free"]),
        ("Fees: None", ["free"]),
        ("Cost: Free", ["free"]),
        ("Free to the public", ["free"]),
        ("Free and open to all", ["free"]),
        ("$0", ["free"]),
        ("$0.00", ["free"]),
        ("gratis", ["free"]),
        ("Sin costo", ["free"]),
        ("Servicios: gratuitos", []),
        ("Free. Call to register.", ["free"]),
        ("Free, donations accepted", ["free", "donation"]),
        # Not free for everyone or of everything
        ("Free for veterans", []),
        ("Free to members", []),
        ("Free for members, $5 for others", ["fee"]),
        ("First visit free", []),
        ("Free consultation", []),
        ("Free parking", []),
        ("Free parking; $20 a visit", ["fee"]),
        ("Not free", []),
        ("Toll-free line", []),
        ("Free will offering", ["donation"]),
        ("Free, except for classes", []),
        ("Free, $5 for materials", ["fee"]),
        ("Most services are free; fees for some", []),
        ("Free if you qualify", []),
        ("None", []),
        ("None.", []),
        ("Varies", []),
        ("Call for fees", []),
        ("", []),
        ("No charge for seniors", []),
        # Donation
        ("$5 suggested", ["donation"]),
        ("Suggested donation of $4.25 per meal", ["donation"]),
        ("Donations welcome", ["donation"]),
        ("Pay what you can", ["donation"]),
        ("No donation requested", []),
        ("Donations of food accepted", []),
        ("Con donativo", ["donation"]),
        ("$1 suggested donation; mandatory charge of $2 for guests", ["donation", "fee"]),
        # Sliding scale
        ("Sliding scale", ["sliding_scale"]),
        ("sliding-fee scale available", ["sliding_scale"]),
        ("Fees based on income", ["sliding_scale"]),
        ("Vary according to income ($5-$90)", ["sliding_scale"]),
        ("No one turned away for lack of funds", ["sliding_scale"]),
        ("No one is turned away", ["sliding_scale"]),
        ("According to ability to pay", ["sliding_scale"]),
        ("Según sus ingresos", ["sliding_scale"]),
        ("No sliding scale is offered", []),
        ("We do not offer a sliding fee scale", []),
        ("Eligibility based on income", []),
        # Insurance
        ("Medicaid, Medicare accepted", ["insurance"]),
        ("Accepts most insurance", ["insurance"]),
        ("Medi-Cal; sliding scale", ["sliding_scale", "insurance"]),
        ("No insurance needed", []),
        ("Insurance is not accepted", []),
        ("For people without insurance", []),
        ("Uninsured welcome", []),
        ("Se acepta seguro", ["insurance"]),
        # A fee
        ("$25 registration fee", ["fee"]),
        ("$60 application fee. Cash or checks accepted.", ["fee"]),
        ("Set fees", ["fee"]),
        ("Fees vary", ["fee"]),
        ("Co-pay", ["fee"]),
        ("No registration fee", []),
        ("Families with income under $20,000", []),
        ("Up to $500 in rent assistance", []),
        ("$1,200 a month", ["fee"]),
        ("20 USD", ["fee"]),
    ],
)
def test_cost_is_what_is_said(text, kinds):
    assert list(cost_of(text)) == kinds


def test_fees_tell_the_cost_where_the_source_does_not():
    def cost(**fields):
        return clean_record(make_record(**fields), make_source()).cost

    assert cost(fees_description="Sliding scale", cost=[]) == ["sliding_scale"]
    assert cost(fees_description="Sliding scale", cost=["fee"]) == ["fee"]
    assert cost(description="Free", cost=[]) == []
