"""Tests of how the encoder is made."""
