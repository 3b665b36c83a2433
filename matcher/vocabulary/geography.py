"""Geography: the Danish municipalities and postcodes, what people call them, where they lie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matcher.vocabulary.normal import normal, words
from matcher.vocabulary.tables import listed, read_rows
from matcher.vocabulary.term import Term
from matcher.vocabulary.wordlist import WordList

# What stands around a name and says no more than that it is a municipality.
_AROUND = frozenset(
    {"kommune", "kommunen", "kommunes", "kommuner", "municipality", "city", "of", "the"}
    | {"i", "dk", "danmark", "denmark"}
)
_CODE = re.compile(r"0?([0-9]{3})")
_POSTCODE = re.compile(r"(?:dk)?[\s-]*([0-9]{4})(?![0-9])(?:\s*,?\s*[^0-9]*)?", re.IGNORECASE)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Municipality:
    """``code`` has four digits; ``lat`` and ``lon`` are degrees of a point inside (WGS 84)."""

    code: str
    name_da: str
    name_en: str
    region: str
    lat: float
    lon: float
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode in its postal area; the point is the area's, the municipality its largest."""

    code: str
    name: str
    lat: float
    lon: float
    municipality: str


@dataclass(frozen=True, slots=True)
class PostalArea:
    """The postcodes from ``first`` to ``last`` that share a name and a point."""

    first: int
    last: int
    name: str
    lat: float
    lon: float
    municipality: str


@dataclass(frozen=True, eq=False)
class Geography:
    """All municipalities in the order of their codes, and all postal areas."""

    municipalities: tuple[Municipality, ...] = field(repr=False)
    areas: tuple[PostalArea, ...] = field(repr=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The municipality codes, in stable order."""
        return self.names.codes

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of each municipality code."""
        return self.names.index

    @cached_property
    def names(self) -> WordList:
        """The municipalities as a word list: their names and what else they are called."""
        return WordList("municipalities", tuple(map(_term, self.municipalities)))

    def __contains__(self, code: object) -> bool:
        return code in self.index

    def __getitem__(self, code: str) -> Municipality:
        return self.municipalities[self.index[code]]

    def resolve_municipality(self, text: str) -> str | None:
        """The four-digit code that ``text`` names, or None.

        Taken are codes of three and four digits ("217", "0217"), Danish and English names with
        and without "Kommune" and genitive, and, where these say nothing, postcodes and the names
        of postal towns that lie in one municipality ("3000 Helsingør", "Espergærde").
        """
        stripped = text.strip()
        if number := _CODE.fullmatch(stripped):
            written_out = f"0{number[1]}"
            return written_out if written_out in self.index else None
        name = " ".join(word for word in words(stripped) if word not in _AROUND)
        if code := self.names.resolve(name) or self.names.resolve(name.removesuffix("s")):
            return code
        if postcode := self.resolve_postcode(stripped):
            return postcode.municipality
        return self._town(name)

    def nearest_municipality_names(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Danish names spelled most like ``text``: a hint for reports, no answer."""
        near = self.names.nearest(text, limit)
        return tuple(self[code].name_da for code in near)

    def resolve_postcode(self, text: str) -> Postcode | None:
        """The postcode that ``text`` is ("3000", "DK-3000", "3000 Helsingør"), or None."""
        found = _POSTCODE.fullmatch(text.strip())
        area = self._area_of.get(int(found[1])) if found else None
        if found is None or area is None:
            return None
        return Postcode(found[1], area.name, area.lat, area.lon, area.municipality)

    def coordinates(self, code: str) -> Point:
        """Latitude and longitude of a municipality in degrees; KeyError for an unknown code."""
        here = self[code]
        return here.lat, here.lon

    def point(
        self, *, postcode: str | None = None, municipality: str | None = None
    ) -> Point | None:
        """The point of the postcode, else of the municipality, in degrees; None for neither."""
        found = self.resolve_postcode(postcode) if postcode else None
        if found:
            return found.lat, found.lon
        known = municipality is not None and municipality in self.index
        return self.coordinates(municipality) if municipality and known else None

    @cached_property
    def _area_of(self) -> Mapping[int, PostalArea]:
        return {number: area for area in self.areas for number in range(area.first, area.last + 1)}

    @cached_property
    def _towns(self) -> Mapping[str, str | None]:
        found: dict[str, str | None] = {}
        for area in self.areas:
            for name in {normal(area.name), normal(_DISTRICT.sub("", area.name))}:
                same = found.get(name, area.municipality) == area.municipality
                found[name] = area.municipality if same else None
        return found

    def _town(self, name: str) -> str | None:
        form = normal(name)
        return self._towns.get(form) or self._towns.get(form.removesuffix("s"))


# "Aarhus C", "Randers NØ", "Nykøbing M", "Viby J": the letters tell equal names apart.
_DISTRICT = re.compile(r"\s+(?:[A-ZÆØÅ]{1,2}|Sj|Jyll|By)\.?$")


def load_geography() -> Geography:
    """Municipalities and postal areas from the packaged tables (see data/SOURCES.md)."""
    municipalities = (
        Municipality(
            row["code"],
            row["name_da"],
            row["name_en"],
            row["region"],
            float(row["lat"]),
            float(row["lon"]),
            listed(row["aliases"]),
        )
        for row in read_rows("municipalities")
    )
    areas = (
        PostalArea(
            int(row["first"]),
            int(row["last"]),
            row["name"],
            float(row["lat"]),
            float(row["lon"]),
            row["municipality"],
        )
        for row in read_rows("postcodes")
    )
    return Geography(tuple(municipalities), tuple(areas))


def _term(municipality: Municipality) -> Term:
    return Term(
        municipality.code,
        municipality.name_da,
        municipality.name_en,
        aliases=municipality.aliases,
    )
