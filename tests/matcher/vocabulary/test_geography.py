"""Geography: municipalities and postcodes by whatever people call them."""

from itertools import pairwise

import pytest

from matcher.vocabulary import Postcode, Vocabularies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Helsingør", "0217"),
        ("helsingør kommune", "0217"),
        ("Helsingør Kommune", "0217"),
        ("Helsingors", "0217"),
        ("Helsingor", "0217"),
        ("Elsinore", "0217"),
        ("217", "0217"),
        ("0217", "0217"),
        ("Københavns Kommune", "0101"),
        ("Copenhagen", "0101"),
        ("Kbh.", "0101"),
        ("Kbh N", "0101"),
        ("Kobenhavn", "0101"),
        ("Municipality of Køge", "0259"),
        ("Koge", "0259"),
        ("Rodovre", "0175"),
        ("Ishøj Municipality", "0183"),
        ("Høje Taastrup", "0169"),
        ("Høje-Tåstrup Kommune", "0169"),
        ("Århus", "0751"),
        ("Ålborg kommune", "0851"),
        ("Aabenraa", "0580"),
        ("Nordfyn", "0480"),
        ("Morsø", "0773"),
        ("Lyngby", "0173"),
        ("Bornholms Regionskommune", "0400"),
        ("3000 Helsingør", "0217"),
        ("DK-4600", "0259"),
        ("Espergærde", "0217"),
        ("Frederiksværk", "0260"),
        ("Værløse", "0190"),
        ("Aarhus C", "0751"),
        ("Furesø ", "0190"),
    ],
)
def test_a_municipality_is_found(known: Vocabularies, text: str, code: str) -> None:
    assert known.geography.resolve_municipality(text) == code


@pytest.mark.parametrize("text", ["", "Malmø", "Nykøbing", "999", "0999", "kommune", "Danmark"])
def test_what_is_no_municipality_or_could_be_several_is_none(
    known: Vocabularies, text: str
) -> None:
    assert known.geography.resolve_municipality(text) is None


def test_every_name_leads_to_its_municipality(known: Vocabularies) -> None:
    for here in known.geography.municipalities:
        for name in (here.name_da, here.name_en, f"{here.name_da} Kommune", *here.aliases):
            assert known.geography.resolve_municipality(name) == here.code, name


def test_all_municipalities_are_there(known: Vocabularies) -> None:
    assert len(known.geography.codes) == 98
    assert all(len(code) == 4 and code.isdigit() for code in known.geography.codes)


def test_points_lie_in_denmark(known: Vocabularies) -> None:
    towns = [(here.lat, here.lon) for here in known.geography.municipalities]
    areas = [(area.lat, area.lon) for area in known.geography.areas]
    assert all(54.4 < lat < 57.9 and 7.9 < lon < 15.3 for lat, lon in towns + areas)


def test_postal_areas_lie_in_known_municipalities_and_never_overlap(known: Vocabularies) -> None:
    areas = sorted(known.geography.areas, key=lambda area: area.first)
    assert {area.municipality for area in areas} <= set(known.geography.codes)
    assert all(one.last < next_.first for one, next_ in pairwise(areas))


@pytest.mark.parametrize("text", ["4000", " 4000 ", "DK-4000", "dk 4000", "4000 Roskilde"])
def test_a_postcode_is_found(known: Vocabularies, text: str) -> None:
    found = known.geography.resolve_postcode(text)
    assert found is not None
    assert (found.code, found.name, found.municipality) == ("4000", "Roskilde", "0265")


@pytest.mark.parametrize(("text", "name"), [("1055", "København K"), ("1999", "Frederiksberg C")])
def test_a_postcode_within_a_range_is_found(known: Vocabularies, text: str, name: str) -> None:
    found = known.geography.resolve_postcode(text)
    assert isinstance(found, Postcode)
    assert found.name == name


@pytest.mark.parametrize("text", ["", "400", "40000", "0001", "Roskilde", "4000 2000"])
def test_what_is_no_postcode_is_none(known: Vocabularies, text: str) -> None:
    assert known.geography.resolve_postcode(text) is None


def test_the_nearest_names_are_given(known: Vocabularies) -> None:
    assert known.geography.nearest_municipality_names("Roskide")[0] == "Roskilde"


def test_the_postcode_says_where_before_the_municipality(known: Vocabularies) -> None:
    near = known.geography.point(postcode="3060", municipality="0265")
    found = known.geography.resolve_postcode("3060")
    assert found is not None
    assert near == (found.lat, found.lon)


def test_the_municipality_says_where_when_there_is_no_postcode(known: Vocabularies) -> None:
    assert known.geography.point(municipality="0265") == known.geography.coordinates("0265")


def test_nowhere_has_no_point(known: Vocabularies) -> None:
    assert known.geography.point() is None
    assert known.geography.point(municipality="9999") is None


def test_municipalities_are_looked_up_by_code(known: Vocabularies) -> None:
    assert "0265" in known.geography
    assert known.geography["0265"].name_da == "Roskilde"
    assert known.geography.index[known.geography.codes[3]] == 3
