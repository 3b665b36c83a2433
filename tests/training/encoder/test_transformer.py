"""Tests of serving any model of sentence-transformers; a tiny one is made in a folder."""

import json
import shutil
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

WORDS = ("jeg", "laver", "beats", "we", "want", "producers")
WIDTH = 6


@pytest.fixture(scope="module")
def transformer() -> ModuleType:
    """The adapter, where the extra is there."""
    return pytest.importorskip(
        "training.encoder.transformer",
        reason="the extra `encoder` (sentence-transformers) is not installed",
        exc_type=ImportError,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, transformer: ModuleType) -> Path:
    """A static model whose words point each along an axis of its own."""
    tokenizers = pytest.importorskip("tokenizers")
    static = pytest.importorskip(
        "sentence_transformers.sentence_transformer.modules.static_embedding"
    )
    vocabulary = {word: place for place, word in enumerate(("[UNK]", *WORDS))}
    words = tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(words)
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    weights = np.vstack([np.zeros(WIDTH), np.eye(WIDTH)]).astype(np.float32)
    module = static.StaticEmbedding(tokenizer, embedding_weights=weights)
    made = tmp_path_factory.mktemp("model")
    transformer.SentenceTransformer(modules=[module], device="cpu").save(str(made))
    return made


def vectors(transformer: ModuleType, folder: Path, *texts: str) -> NDArray[np.int8]:
    found: NDArray[np.int8] = transformer.open_encoder(str(folder), threads=1).encode(texts)
    return found


def test_texts_become_directions_in_steps_of_a_byte(transformer: ModuleType, folder: Path) -> None:
    found = vectors(transformer, folder, "Jeg", "jeg laver", "ukendt", " \n", "")
    assert found.dtype == np.int8
    assert found[0].tolist() == [127, 0, 0, 0, 0, 0]
    assert found[1].tolist() == [127, 127, 0, 0, 0, 0]
    assert not found[2:].any()


def test_no_texts_have_no_vectors(transformer: ModuleType, folder: Path) -> None:
    assert vectors(transformer, folder).shape == (0, WIDTH)


def test_more_texts_than_one_batch_keep_their_order(transformer: ModuleType, folder: Path) -> None:
    texts = [WORDS[place % len(WORDS)] for place in range(100)]
    found = vectors(transformer, folder, *texts)
    assert found.argmax(axis=1).tolist() == [place % len(WORDS) for place in range(100)]


def test_a_text_of_a_megabyte_is_cut(transformer: ModuleType, folder: Path) -> None:
    found = vectors(transformer, folder, "jeg " * 5_000 + "beats " * 200_000)
    assert found[0].tolist() == [127, 0, 0, 0, 0, 0]


def test_the_hash_is_that_of_what_computes(
    transformer: ModuleType, folder: Path, tmp_path: Path
) -> None:
    first = transformer.open_encoder(str(folder), threads=1)
    copied = shutil.copytree(folder, tmp_path / "copied")
    (copied / "README.md").write_text("another card", encoding="utf-8")
    (copied / "onnx").mkdir()
    (copied / "onnx" / "config.json").write_text("{}", encoding="utf-8")
    same = transformer.open_encoder(str(copied), threads=1)
    (file,) = copied.rglob("tokenizer.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    told["model"]["vocab"] |= {"jeg": 2, "laver": 1}
    file.write_text(json.dumps(told), encoding="utf-8")
    other = transformer.open_encoder(str(copied), threads=1)

    assert (first.hash == same.hash, first.hash == other.hash) == (True, False)
    assert (len(first.hash), first.width) == (16, WIDTH)


def test_torch_computes_on_as_many_threads_as_wished(transformer: ModuleType, folder: Path) -> None:
    before = transformer.torch.get_num_threads()
    for threads in (2, 1):
        transformer.open_encoder(str(folder), threads=threads)
        assert transformer.torch.get_num_threads() == threads
    transformer.torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("name", "repository"), [("tiny", "sentence-transformers/tiny"), ("some/tiny", "some/tiny")]
)
def test_a_hubs_model_is_known_by_its_files_too(
    transformer: ModuleType,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    repository: str,
) -> None:
    by_folder = transformer.open_encoder(str(folder), threads=1)
    at_hub = {repository: str(folder)}

    def downloaded(asked: str, *, local_files_only: bool) -> str:
        assert local_files_only
        return at_hub[asked]

    monkeypatch.setattr(transformer, "snapshot_download", downloaded)
    monkeypatch.setattr(transformer, "SentenceTransformer", lambda *_, **__: by_folder.model)
    assert transformer.open_encoder(name, threads=1).hash == by_folder.hash


def test_a_folder_without_a_model_is_refused_with_its_name(
    transformer: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "modules.json").write_text("nonsense", encoding="utf-8")
    with pytest.raises(transformer.EncoderNotOpened) as refused:
        transformer.open_encoder(str(tmp_path), threads=1)
    problem = refused.value.problem
    assert (problem.code, problem.params["encoder"]) == ("encoder_not_opened", str(tmp_path))
    assert problem.params["cause"]


def test_it_is_announced_to_the_service() -> None:
    announced = {point.value for point in entry_points(group="samspil.encoders")}
    assert announced == {"training.encoder.transformer:open_encoder"}
