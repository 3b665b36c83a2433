"""Encoder: how the packaged sentence encoder is made, from the sources to its folder."""
