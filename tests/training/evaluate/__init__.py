"""Tests of the evaluation: measures by hand, hidden groups, the page."""
