"""Tests of the intake: cells, rows and spreadsheets as they are read."""
