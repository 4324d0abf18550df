"""Declared sources into a folder, each with its hash, its day and hints for `polls.read`.

folder/yougov-gb-important-issues.xlsx
folder/fetched.toml                      sha256, size, address, day and hints of each file
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from polls.arguments import arguments_checked, without_effect
from polls.errors import Place, Problem, ProblemsError, did_you_mean, one_of, raise_errors
from polls.fetching.declared import Declared, declared_sources, named
from polls.files.content import sha256_of
from polls.files.targets import whole_file
from polls.files.toml_tables import read_toml

if TYPE_CHECKING:
    from polls.fetching.download import Downloaded

__all__ = ["RECORD", "Fetched", "fetch", "fetchable", "recorded"]

RECORD = "fetched.toml"
"""The file in which a folder keeps what was fetched into it."""

KEPT = ("name", "title", "url", "licence", "sha256", "size", "date_accessed", "readings")


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched.

    Attributes:
        name: of the declared source.
        file: name of the file in its folder.
        title, url, licence: of the source; `url` is where it came from in the end.
        sha256: of the file.
        size: in bytes.
        date_accessed: ISO day, as the server gives it or as the caller says; "" where neither.
        changed: whether the folder held another file before; not kept in the record.
        hints: hints for `polls.read`.
        readings: whether it holds readings.
    """

    name: str
    file: str
    title: str
    url: str
    licence: str
    sha256: str
    size: int
    date_accessed: str
    hints: Mapping[str, Any]
    readings: bool = True
    changed: bool = False


@arguments_checked
def fetchable(path: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The sources that may be fetched: name, title, content, limit in megabytes, licence, address.

    Args:
        path: a table of declared sources; default: the shipped one.

    >>> "dawum" in fetchable()["name"].tolist()
    True
    """
    known = declared_sources(path)
    columns = ["name", "title", "content", "limit_mb", "licence", "url"]
    return pd.DataFrame([asdict(source) for source in known.values()])[columns]


@arguments_checked
def fetch(
    names: str | Iterable[str],
    folder: str | PathLike[str],
    *,
    title: str = "",
    as_of: str = "",
    declared: str | PathLike[str] | None = None,
    timeout: float = 60.0,
    retries: int = 2,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Fetched]:
    """Bring declared sources into a folder; what was there stays until all of the new is there.

    Args:
        names: of declared sources; see `fetchable`.
        folder: where to; made where missing.
        title: which of a source's titles, where it has one file a title.
        as_of: ISO day to record as the day of access; default: the server's own.
        declared: a table of declared sources; default: the shipped one.
        timeout: seconds without a byte after which a try has failed.
        retries: further tries after a failure of the network.
        progress: called with the name of each source before it is fetched.

    Returns:
        One record a name, also kept in `fetched.toml` beside the files.

    Raises:
        ProblemsError: with the problems of all sources that could not be fetched; those that
            could are in the folder and its record.

    >>> fetch("dawum", "my_polls")[0].file  # doctest: +SKIP
    'dawum.json'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fetch([], folder)
    []
    """
    known = declared_sources(declared)
    wanted = [named(name, known) for name in ([names] if isinstance(names, str) else names)]
    raise_errors(
        without_effect(f"title={title!r}", source.name, "it has one file: leave the title out")
        for source in wanted
        if title and not source.list_url
    )
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    before = {each.file: each for each in _read_record(root)}
    found: list[Fetched] = []
    problems: list[Problem] = []
    for source in wanted:
        progress(source.name)
        try:
            got = _bring(source, root, title, timeout, retries)
        except ProblemsError as error:
            problems += error.problems
            continue
        old = before.get(got.file)
        changed = old is not None and old.sha256 != got.sha256
        found.append(replace(got, date_accessed=as_of or got.date_accessed, changed=changed))
    _record(root, {**before, **{each.file: each for each in found}})
    if problems:
        raise ProblemsError(problems)
    return found


def recorded(folder: str | PathLike[str]) -> list[Fetched]:
    """What the record of a folder says was fetched into it.

    Raises:
        ProblemsError: where a file is no longer as it was fetched.
    """
    root = Path(folder)
    found = _read_record(root)
    raise_errors(
        Problem(
            "fetched-file-changed",
            "file is no longer as it was fetched",
            Place(file=str(root / each.file)),
            got=f"sha256 {digest[:12]}...",
            expected=f"sha256 {each.sha256[:12]}..., as in {RECORD}",
            hint=f"fetch it again, or take it out of {RECORD} if the change is yours",
        )
        for each in found
        if (digest := sha256_of(root / each.file)) != each.sha256
    )
    return found


def _read_record(root: Path) -> list[Fetched]:
    if not (root / RECORD).is_file():
        return []
    tables, _ = read_toml(root / RECORD)
    found = [Fetched(file=file, **table) for file, table in tables.items()]
    return [each for each in found if (root / each.file).is_file()]


def _bring(source: Declared, root: Path, title: str, timeout: float, retries: int) -> Fetched:
    name, url = source.name, source.url
    if source.list_url:
        slug = _slug(source, title, timeout, retries)
        url, name = url.format(slug=slug), f"{source.name}-{slug}"
        source = replace(source, name=name)
    came = _download(source, url, root / source.file, timeout=timeout, retries=retries)
    digest = sha256_of(root / source.file)
    return Fetched(
        name, source.file, title or source.title, came.url, source.licence, digest, came.size,
        came.day, dict(source.hints), source.readings,
    )  # fmt: skip


def _download(
    source: Declared, url: str, target: Path, *, timeout: float, retries: int
) -> Downloaded:
    from polls.fetching.download import download  # its libraries load slowly, and few fetch

    return download(source, url, target, timeout=timeout, retries=retries)


def _slug(source: Declared, title: str, timeout: float, retries: int) -> str:
    """The last part of the address of the file with a title, from the list of all titles."""
    listing = replace(source, content="json", limit_mb=20)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "list.json"
        _download(listing, source.list_url, path, timeout=timeout, retries=retries)
        try:
            titles = dict(_titles(json.loads(path.read_text(encoding="utf-8"))))
        except ValueError:
            titles = {}
    place = Place(item=source.list_url)
    if not titles:
        raise ProblemsError(
            [Problem("no-titles", "the list of titles could not be understood", place,
                     expected="JSON objects with `title` and `slug`")]
        )  # fmt: skip
    folded = {known.casefold(): slug for known, slug in titles.items()}
    slug = folded.get(title.casefold(), title if title in titles.values() else "")
    if slug:
        return slug
    raise ProblemsError(
        [Problem("unknown-title", "no file of this title" if title else "which title is wanted?",
                 place, got=title, expected=one_of(sorted(titles)),
                 hint=did_you_mean(title, titles) or "say it: title='...'")]
    )  # fmt: skip


def _titles(found: Any) -> Iterable[tuple[str, str]]:
    """(title, slug) of every object that has both, however deep."""
    if isinstance(found, dict):
        title, slug = found.get("title"), found.get("slug")
        if isinstance(title, str) and isinstance(slug, str) and _is_plain(slug):
            yield title, slug
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from _titles(each)


def _is_plain(slug: str) -> bool:
    """Whether a slug can stand in an address and a file name as it is."""
    return bool(slug) and slug.replace("-", "").replace("_", "").isalnum() and slug.isascii()


def _record(root: Path, found: Mapping[str, Fetched]) -> None:
    lines = ["# What was fetched into this folder; `polltide fetch` writes it."]
    for file, each in sorted(found.items()):
        kept = asdict(each)
        told = [f"{key} = {json.dumps(value)}" for key, value in kept["hints"].items()]
        lines += ["", f"[{json.dumps(file)}]"]
        for key in KEPT:
            lines.append(f"{key} = {json.dumps(kept[key], ensure_ascii=False)}")
        lines.append(f"hints = {{ {', '.join(told)} }}")
    with whole_file(root / RECORD, overwrite=True) as unfinished:
        unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
