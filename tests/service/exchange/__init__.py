"""Tests of the exchange: spreadsheets in and out of the store."""
