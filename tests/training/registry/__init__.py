"""Tests of the registry: the folder, the gate, the card."""
