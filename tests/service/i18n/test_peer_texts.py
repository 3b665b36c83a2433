"""Texts of peers and partners: every code that is said has its words in both languages."""

from matcher.domain import PeerRule, Standing
from matcher.ranking.partner_voices import PARTNER_VOICES
from matcher.ranking.peer_voices import PEER_VOICES
from service.i18n.catalogue import catalogue


def test_every_reason_has_its_text() -> None:
    codes = {code for voice in PEER_VOICES for code in voice.codes}
    codes |= {code for voice in PARTNER_VOICES for code in voice.codes}
    codes |= {"peers_both_open", "peers_age_fits", "partner_history", "partner_new"}
    assert codes <= catalogue()["reasons"].keys()


def test_every_rule_is_told_of_many() -> None:
    assert {rule.value for rule in PeerRule} <= catalogue()["left_out"].keys()


def test_every_standing_says_what_comes_next() -> None:
    said = {f"connection_{one.value}" for one in Standing if one is not Standing.CONNECTED}
    said |= {"connection_contact", "connection_organised", "connection_needs_organiser"}
    said.add("connection_needs_guardian")
    assert said == catalogue()["peers"].keys()
