"""The columns: for each kind of spreadsheet what its columns are called and what they hold."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

from matcher.domain import Offer, OfferStatus, OpenTo, Organisation, Talent
from matcher.intake.place_cells import Municipality, Postcode
from matcher.intake.plain_cells import Day, Email, Links, Number, OwnId, Text, TextList, YesNo
from matcher.intake.reading import Cell
from matcher.intake.term_cells import Choice, Group, Groups, ListOf, OneTerm, Terms
from matcher.vocabulary import Language
from matcher.vocabulary.normal import normal

Profile = Talent | Offer | Organisation


class SheetKind(StrEnum):
    """Which spreadsheet; in the order in which they are read, since each names the ones before."""

    ORGANISATIONS = "organisations"
    OFFERS = "offers"
    TALENTS = "talents"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the profile's ``field``, its header in both languages, what its cells hold."""

    field: str
    english: str
    danish: str
    cell: Cell
    required: bool = False

    def header(self, language: Language) -> str:
        """What the column is called."""
        return self.danish if language is Language.DA else self.english

    @property
    def names(self) -> tuple[str, str]:
        """Both headers in normal form: case, spaces, signs and the spelling of æøå are gone."""
        return normal(self.english), normal(self.danish)


@dataclass(frozen=True)
class Schema:
    """All columns of one kind, and the values that its rows become."""

    kind: SheetKind
    make: type[Talent] | type[Offer] | type[Organisation]
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Each column by each of its headers, in normal form."""
        return {name: column for column in self.columns for name in column.names}

    @cached_property
    def empty(self) -> Mapping[str, Any]:
        """What each field is when it is not stated; required fields are missing here."""
        return {
            field.name: field.default for field in fields(self.make) if field.default is not MISSING
        }


def schema_of(kind: SheetKind) -> Schema:
    """The schema of that kind."""
    return _SCHEMAS[kind]


def _among(name: str) -> ListOf:
    return attrgetter(name)


_ID = Text(longest=120)
_NAME = Text(longest=300)
_LONG = Text(longest=20_000, one_line=False)
_LEVEL = Number(1, 5, whole=True)
_AGE = Number(0, 120, whole=True)
_MONEY = Number(0, 1_000_000_000)

_ORGANISATIONS = Schema(
    SheetKind.ORGANISATIONS,
    Organisation,
    (
        Column("id", "id", "id", OwnId(), required=True),
        Column("name", "name", "navn", _NAME, required=True),
        Column("type", "type", "type", OneTerm(_among("organisation_types"))),
        Column("municipality", "municipality", "kommune", Municipality()),
        Column("contact_email", "contact_email", "kontakt_email", Email()),
    ),
)

_OFFERS = Schema(
    SheetKind.OFFERS,
    Offer,
    (
        Column("id", "id", "id", OwnId(), required=True),
        Column("organisation", "organisation", "organisation", _ID, required=True),
        Column("kind", "kind", "slags", OneTerm(_among("kinds"))),
        Column("title", "title", "titel", _NAME, required=True),
        Column("description", "description", "beskrivelse", _LONG),
        Column("municipality", "municipality", "kommune", Municipality()),
        Column("setting", "setting", "form", OneTerm(_among("settings"))),
        Column("reach", "reach", "niveau_geografi", OneTerm(_among("reaches"))),
        Column("level_min", "level_min", "trin_fra", _LEVEL),
        Column("level_max", "level_max", "trin_til", _LEVEL),
        Column("age_min", "age_min", "alder_fra", _AGE),
        Column("age_max", "age_max", "alder_til", _AGE),
        Column("roles", "roles", "roller", Terms(_among("roles"))),
        Column("genres", "genres", "genrer", Terms(_among("genres"))),
        Column("goals", "goals", "formål", Terms(_among("goals"))),
        Column("conditions", "formats", "rammer", Terms(_among("conditions"))),
        Column("languages", "languages", "sprog", Terms(_among("languages"))),
        Column("start_date", "start_date", "start", Day()),
        Column("end_date", "end_date", "slut", Day()),
        Column("deadline", "deadline", "frist", Day()),
        Column("times", "times", "tidspunkter", Terms(_among("times"))),
        Column("capacity", "capacity", "pladser", Number(0, 1_000_000, whole=True)),
        Column("open_to", "open_to", "åben_for", Choice(_among("open_to"), OpenTo)),
        Column("outside_fee_dkk", "outside_fee_dkk", "egenbetaling_udefra", _MONEY),
        Column("price_dkk", "price_dkk", "pris", _MONEY),
        Column("pay_dkk", "pay_dkk", "honorar", _MONEY),
        Column("target_group", "target_group", "målgruppe", Group()),
        Column("target_ground", "target_ground", "hjemmel", Text(longest=2_000, one_line=False)),
        Column("partners", "partners", "medarrangører", TextList()),
        Column("postcode", "postcode", "postnummer", Postcode()),
        Column("room", "room", "lokale", Text(longest=2_000, one_line=False)),
        Column("equipment", "equipment", "udstyr", Terms(_among("equipment"))),
        Column("loudness", "loudness", "lydstyrke", OneTerm(_among("loudness"))),
        Column("certificate_needed", "certificate_needed", "børneattest_kræves", YesNo()),
        Column("audience", "audience", "publikum", OneTerm(_among("audiences"))),
        Column("status", "status", "status", Choice(_among("offer_statuses"), OfferStatus)),
        Column("published_on", "published_on", "offentliggjort", Day()),
        Column("cloned_from", "cloned_from", "kopieret_fra", _ID),
    ),
)

_TALENTS = Schema(
    SheetKind.TALENTS,
    Talent,
    (
        Column("id", "id", "id", OwnId(), required=True),
        Column("name", "name", "navn", _NAME, required=True),
        Column("email", "email", "email", Email()),
        Column("birth_date", "birth_date", "fødselsdato", Day()),
        Column("municipality", "municipality", "kommune", Municipality()),
        Column("roles", "roles", "roller", Terms(_among("roles"))),
        Column("genres", "genres", "genrer", Terms(_among("genres"))),
        Column("level", "level", "trin", _LEVEL),
        Column("goals", "goals", "mål", Terms(_among("goals"))),
        Column("conditions", "formats", "rammer", Terms(_among("conditions"))),
        Column("languages", "languages", "sprog", Terms(_among("languages"))),
        Column("max_travel_km", "max_travel_km", "max_km", Number(0, 50_000)),
        Column("times", "times", "tidspunkter", Terms(_among("times"))),
        Column("bio", "bio", "om_mig", _LONG),
        Column("organisation", "organisation", "tilknytning", _ID),
        Column("discoverable", "discoverable", "må_findes", YesNo()),
        Column("postcode", "postcode", "postnummer", Postcode()),
        Column("links", "links", "links", Links()),
        Column("paused", "paused", "pause", YesNo()),
        Column("profiling", "profiling", "profilering", YesNo()),
        Column("learning", "learning", "læring", YesNo()),
        Column("guardian_approved", "guardian_approved", "værge_godkendt", YesNo()),
        Column("target_groups", "target_groups", "målgrupper", Groups()),
        Column("meets_peers", "meets_peers", "møder_andre", YesNo()),
        Column("joins_give_back", "joins_give_back", "giver_igen_sammen", YesNo()),
        Column("child_certificate", "child_certificate", "børneattest", YesNo()),
    ),
)

_SCHEMAS = {schema.kind: schema for schema in (_ORGANISATIONS, _OFFERS, _TALENTS)}
