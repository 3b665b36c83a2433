"""Tests of learning: from a small market to a candidate."""
