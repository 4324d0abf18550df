"""What a report was made of before, in the user's cache folder: an unchanged part is not remade.

    ~/.cache/polltide/report/<data, code, versions>/<what was asked for>

Everything that a part depends on enters its address, so nothing kept is ever out of date: the
files of the data, every file of this package, the versions of Python and of all that is
installed. An estimate does not depend on how it is drawn or printed, and so outlives a change
of that. A build that is to be verified reads none of it. What cannot be read or written
counts as not kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polls.files.targets import whole_file

__all__ = ["Cache", "cache_of"]

KEPT_FOR = 30 * 86_400
"""Seconds before the last use of anything; what was last used earlier is removed."""

FORMAT = 2
"""Of the files; another number makes all that was kept before unread."""


PRINTING = ("analysis/commands", "analysis/figures", "analysis/report")
"""What estimates do not depend on, but for the file that asks for them."""

ASKS = "data.py"


@dataclass(frozen=True)
class Cache:
    """What was made before under the same data, code and versions.

    Attributes:
        folder: of what is drawn and printed.
        lasting: of estimates; default: the same folder.
    """

    folder: Path
    lasting: Path | None = None

    @property
    def estimates(self) -> Cache:
        """The cache of estimates."""
        return Cache(self.lasting or self.folder)

    def get(self, *address: object) -> Any:
        """What was kept at an address; None where nothing was.

        Args:
            address: all that the thing depends on besides, as values whose `repr` tells them
                apart.
        """
        path = self._path(address)
        try:
            kept = pickle.loads(path.read_bytes())
            os.utime(path)
        except Exception:  # a damaged file may raise anything
            return None
        return kept

    def put(self, thing: object, *address: object) -> None:
        """Keep a thing at an address.

        Args:
            thing: what can be pickled.
            address: as for `get`.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with whole_file(self._path(address), overwrite=True) as path:
                path.write_bytes(pickle.dumps(thing, protocol=5))
        except (OSError, pickle.PicklingError, AttributeError, TypeError):
            return  # no room, or a thing that holds what cannot be kept

    def tidy(self) -> None:
        """Remove what nobody asked for in the month before the last use, and empty folders."""
        with suppress(OSError):  # a folder may be gone meanwhile, by another build
            used = {path: path.stat().st_mtime for path in self.folder.parent.glob("*/*")}
            for path, when in used.items():
                if when >= max(used.values()) - KEPT_FOR:
                    continue
                if path.is_dir():  # of a build that was killed
                    shutil.rmtree(path)
                else:
                    path.unlink()
            for folder in self.folder.parent.iterdir():
                if not any(folder.iterdir()):
                    folder.rmdir()

    def _path(self, address: Iterable[object]) -> Path:
        name = hashlib.sha256("\n".join(map(repr, address)).encode("utf-8", "replace"))
        return self.folder / name.hexdigest()


def cache_of(data: Path | None = None, environment: Mapping[str, str] = os.environ) -> Cache:
    """The cache for a folder of data, under this code and these versions.

    Args:
        data: the folder; None for the shipped data, which is part of the package.
        environment: where `POLLTIDE_CACHE` or `XDG_CACHE_HOME` name another place.
    """
    whole, lasting = (hashlib.sha256(f"{FORMAT} {sys.version} {platform.machine()}".encode())
                      for _ in range(2))  # fmt: skip
    installed = {path.name for entry in sys.path for path in Path(entry).glob("*.dist-info")}
    for name in sorted(installed):  # a folder of metadata has name and version
        whole.update(name.encode())
        lasting.update(name.encode())
    root = Path(__file__).parents[2]
    for folder in (root / "polls", root / "analysis", *([data] if data else [])):
        for path in _files(folder):
            content = f"{path.relative_to(folder)} {path.stat().st_size}\n".encode()
            content += path.read_bytes()
            whole.update(content)
            printing = any(path.is_relative_to(root / room) for room in PRINTING)
            if not printing or path.name == ASKS:
                lasting.update(content)
    place = _place(environment) / "report"
    return Cache(place / whole.hexdigest()[:24], place / lasting.hexdigest()[:24])


def _place(environment: Mapping[str, str]) -> Path:
    if named := environment.get("POLLTIDE_CACHE"):
        return Path(named)
    if named := environment.get("XDG_CACHE_HOME"):
        return Path(named) / "polltide"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", Path.home())) / "polltide" / "Cache"
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / caches / "polltide"


def _files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
