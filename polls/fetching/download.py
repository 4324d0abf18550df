"""One address to one file: whole, of the right kind, within its limit, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pooch
import requests

from polls.errors import Place, Problem, ProblemsError
from polls.fetching.declared import Declared
from polls.files.targets import scratch_beside

__all__ = ["Downloaded", "download"]

CONNECT_SECONDS = 10
CHUNK = 1 << 16
MOST_REDIRECTS = 5

SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "workbook": (b"PK\x03\x04",),
    "legacy workbook": (b"\xd0\xcf\x11\xe0",),
    "pdf": (b"%PDF-",),
    "json": (b"{", b"["),
}
WEB_PAGE = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Downloaded:
    """What came: its size in bytes, where it came from in the end, and the server's day."""

    size: int
    url: str
    day: str


class _RefusedError(Exception):
    """What trying again would not change."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.title)


def download(
    source: Declared, url: str, target: Path, *, timeout: float = 60.0, retries: int = 2
) -> Downloaded:
    """Bring one file from the web to its place.

    Args:
        source: what is expected.
        url: the address.
        target: the file; written whole, replaced if there.
        timeout: seconds without a byte after which a try has failed.
        retries: further tries after a failure of the network.

    Raises:
        ProblemsError: where nothing came, not all of it, too much, or something else.
    """
    place = Place(file=source.file, item=url)
    bring = _Bring(source, place, timeout)
    with scratch_beside(target) as scratch:
        fetcher = pooch.create(
            path=scratch,
            base_url="",
            registry={target.name: None},
            urls={target.name: url},
            retry_if_failed=retries,
        )
        pooch.get_logger().setLevel("ERROR")
        try:
            came = Path(fetcher.fetch(target.name, downloader=bring))
        except _RefusedError as refused:
            raise ProblemsError([refused.problem]) from None
        except (requests.RequestException, OSError) as error:
            raise ProblemsError([_failed(error, place)]) from None
        problem = _unexpected(came, source, place)
        if problem is not None:
            raise ProblemsError([problem])
        came.replace(target)
    assert bring.found is not None  # every way out above has set it or raised
    return bring.found


class _Bring:
    """Streams one answer to a file, counting as it comes; pooch calls it, and again on failure."""

    def __init__(self, source: Declared, place: Place, timeout: float) -> None:
        self.source = source
        self.place = place
        self.timeout = timeout
        self.found: Downloaded | None = None

    def __call__(self, url: str, output_file: str, _: Any) -> None:
        limit = round(self.source.limit_mb * 1_000_000)
        with requests.Session() as session:
            session.max_redirects = MOST_REDIRECTS
            waits = (CONNECT_SECONDS, self.timeout)
            with session.get(url, stream=True, timeout=waits) as answer:
                self._judge(answer, url, limit)
                size = 0
                with Path(output_file).open("wb") as file:
                    for chunk in answer.iter_content(CHUNK):
                        size += len(chunk)
                        if size > limit:
                            raise _RefusedError(self._too_large(f"more than {limit:,} bytes"))
                        file.write(chunk)
                self.found = Downloaded(size, answer.url, _day(answer.headers.get("Date", "")))

    def _judge(self, answer: requests.Response, url: str, limit: int) -> None:
        """Refuse what its status, address or announced size already rule out."""
        if answer.status_code >= 500 or answer.status_code == 429:
            answer.raise_for_status()  # may pass: pooch tries again
        if answer.status_code >= 400:
            got = f"{answer.status_code} {answer.reason}"
            raise _RefusedError(
                Problem("not-found", "server does not give the file", self.place, got)
            )
        if url.startswith("https://") and not answer.url.startswith("https://"):
            raise _RefusedError(
                Problem("unsafe-redirect", "sent on to an address without https", self.place,
                        answer.url)
            )  # fmt: skip
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > limit:
            raise _RefusedError(self._too_large(f"{int(announced):,} bytes announced"))

    def _too_large(self, got: str) -> Problem:
        expected = f"at most {self.source.limit_mb:g} MB"
        return Problem("too-large", "file is larger than its limit", self.place, got, expected)


def _unexpected(path: Path, source: Declared, place: Place) -> Problem | None:
    """What came instead of what was declared, told by its first bytes."""
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return Problem("file-empty", "an empty file came", place, expected=source.content)
    page = head.lower().startswith(WEB_PAGE)
    fits = page if source.content == "web page" else not page
    marks = SIGNATURES.get(source.content)
    if fits and (marks is None or head.startswith(marks)):
        return None
    return Problem(
        "other-content",
        "something else came than was declared",
        place,
        got="a web page" if page else repr(head[:24]),
        expected=source.content,
        hint="has the address moved? Look at it in a browser",
    )


def _failed(error: Exception, place: Place) -> Problem:
    timed_out = isinstance(error, requests.Timeout)
    return Problem(
        "fetch-timed-out" if timed_out else "fetch-failed",
        "server took too long" if timed_out else "file could not be fetched",
        place,
        got=type(error).__name__,
        hint="try again later; the file that was there before is untouched",
    )


def _day(header: str) -> str:
    """The server's own day as ISO text; "" where it gives none."""
    try:
        return parsedate_to_datetime(header).date().isoformat()
    except (TypeError, ValueError):
        return ""
