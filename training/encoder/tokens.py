"""Tokens: the pieces of words that the encoder knows, Danish and English in one table."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from training.encoder.folding import folded, normalizer

UNKNOWN = "<unk>"
PIECES = 8_000
_LONGEST_PIECE = 12
# A whole word is preferred to the same letters in pieces.
_PIECE_PENALTY = 4.0
_NEVER = -60.0
_UNKNOWN_SCORE = -30.0
_MOST_REPEATS = 3
_DECIMALS = 2

Scores = Mapping[str, float]


def counted(texts: Iterable[str]) -> Counter[str]:
    """How often each folded word stands in ``texts``."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(folded(text).split())
    return counts


def learned_pieces(counts: Mapping[str, int]) -> Scores:
    """Some 8,000 pieces of words with their log-probabilities.

    A unigram language model (Kudo 2018, "Subword regularization", section 3.2) over the words,
    each counted by the logarithm of its frequency. Pieces know no beginning of a word: the parts
    of a Danish compound are the words themselves.
    """
    tokenizer = _tokenizer({UNKNOWN: 0.0})
    words = (
        word
        for word, count in counts.items()
        for _ in range(min(_MOST_REPEATS, 1 + int(math.log2(count + 1)) // 3))
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=PIECES,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        max_piece_length=_LONGEST_PIECE,
        show_progress=False,
    )
    tokenizer.train_from_iterator(words, trainer)
    # Single letters get scores by the order of a hash table: it is gone with the third decimal.
    return {
        piece: round(score, _DECIMALS)
        for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]
        if piece != UNKNOWN
    }


def word_tokenizer(counts: Mapping[str, int], pieces: Scores) -> Tokenizer:
    """Known words stay whole, all others fall into the fewest likely words and pieces."""
    total = sum(counts.values())
    scores = {piece: score - _PIECE_PENALTY for piece, score in pieces.items()}
    for word, count in counts.items():
        likely = math.log((count + 0.5) / total)
        scores[word] = max(scores.get(word, likely), likely)
    ordered = dict(sorted(scores.items(), key=lambda entry: (-entry[1], entry[0])))
    return _tokenizer({UNKNOWN: _UNKNOWN_SCORE, **ordered})


def piece_tokenizer(words: Tokenizer, pieces: Scores) -> Tokenizer:
    """The same table of tokens, but all is cut into pieces: they are learned too."""
    vocabulary = json.loads(words.to_str())["model"]["vocab"]
    return _tokenizer({token: pieces.get(token, _NEVER) for token, _ in vocabulary})


def _tokenizer(scores: Scores) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(list(scores.items()), unk_id=0))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer
