"""Peers: the encoders that others would take, behind the face of ours."""

from functools import cache

from training.encoder.teacher import WIDTH, teacher
from training.encoder.transformer import Transformer


@cache
def minilm() -> Transformer:
    """all-MiniLM-L6-v2, the usual choice, and the teacher of ours."""
    return Transformer(model=teacher(), hash="all-MiniLM-L6-v2", width=WIDTH)
