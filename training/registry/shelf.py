"""The shelf: the models' folders, each named by its model's hash and whole from the beginning."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.registry.earlier import keep_earlier
from training.registry.files import settle, write_all
from training.registry.kept import require_servable, sheet_of
from training.registry.refusal import RegistryRefused, refused

#: What makes up the model itself, and what it is expected to show: never written anew, since
#: somebody may be serving it and watching for what has moved since.
MODEL_FILES = frozenset({"model.json", "behaviour.safetensors", "reference.json"})


class Shelf:
    """The folders in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def folders(self) -> list[Path]:
        """The models' folders by name; raises ``RegistryRefused`` where there can be none."""
        if self.folder.exists() and not self.folder.is_dir():
            params = {"folder": str(self.folder), "why": "it is no folder"}
            raise refused("registry_unusable", params)
        return sorted(path for path in self.folder.glob("[!.]*") if path.is_dir())

    def names(self) -> list[str]:
        """The names of the models that are there."""
        return [path.name for path in self.folders() if (path / "model.json").exists()]

    def find(self, beginning: str) -> str:
        """The whole name of the model whose name begins so; raises ``RegistryRefused``."""
        names = self.names()
        found = [name for name in names if name.startswith(beginning)]
        if not found:
            raise refused("model_unknown", {"model": beginning, "folder": str(self.folder)})
        matches = ", ".join(found)
        # No beginning at all names every model, even where there is but one.
        if not beginning:
            raise refused("model_unnamed", {"matches": matches})
        if len(found) > 1 and beginning not in found:
            raise refused("model_ambiguous", {"model": beginning, "matches": matches})
        return beginning if beginning in found else found[0]

    def require_servable(self, model: str) -> None:
        """Raise ``RegistryRefused`` for a model that is not there or cannot be served."""
        if model not in self.names():
            raise refused("model_unknown", {"model": model, "folder": str(self.folder)})
        require_servable(self.folder / model)

    def is_servable(self, model: str) -> bool:
        """Whether the model is there and this release can serve it."""
        try:
            self.require_servable(model)
        except RegistryRefused:
            return False
        return True

    def put(self, model: str, files: Mapping[str, bytes], *, number: int) -> None:
        """Put a model in; what ``number`` judgements said of one that is there is kept."""
        place = self.folder / model
        if place.is_dir():
            kept = {name for name in MODEL_FILES if (place / name).exists()}
            anew = {name: data for name, data in files.items() if name not in kept}
            keep_earlier(place, anew, number=number)
            write_all(place, anew)
        else:
            part = self.folder / f".{model}.part"
            write_all(part, files)
            settle(part, place)

    def tidy(self) -> None:
        """Clear away what somebody who crashed left half written."""
        for left in self.folder.glob(".*.part"):
            if left.is_dir():
                shutil.rmtree(left)

    def sheets(self) -> list[Mapping[str, Any]]:
        """The models' data sheets, the newest first."""
        sheets = [sheet_of(self.folder / name) for name in self.names()]
        return sorted(sheets, key=lambda sheet: str(sheet.get("made_at", "")), reverse=True)
