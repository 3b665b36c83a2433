"""Cohorts: whole groups for an offer's seats, under aims, with equal chances for equals."""

from matcher.market.cohort.aim import Aim, AimKind, repeated, unusable
from matcher.market.cohort.equals import POINTS
from matcher.market.cohort.people import People
from matcher.market.cohort.prices import Price
from matcher.market.cohort.proposal import Met, Proposal, Wish, WishImpossible, propose
from matcher.market.cohort.relaxation import Change, Relaxation
from matcher.market.cohort.waiting import Waiting, WaitingList
from matcher.market.programme import SolverFailed

__all__ = [
    "POINTS",
    "Aim",
    "AimKind",
    "Change",
    "Met",
    "People",
    "Price",
    "Proposal",
    "Relaxation",
    "SolverFailed",
    "Waiting",
    "WaitingList",
    "Wish",
    "WishImpossible",
    "propose",
    "repeated",
    "unusable",
]
