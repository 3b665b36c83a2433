"""Tests of giving back."""
