"""Files from the web come whole, of the right kind and within their limit, or not at all."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from polls.errors import Problem, ProblemsError
from polls.fetching.declared import declared_sources
from polls.fetching.fetch import fetch, fetchable, recorded

WORKBOOK = b"PK\x03\x04" + b"w" * 2000
POLLS = b"date;Yes;No\n2024-01-07;40%;60%\n"


class Server(BaseHTTPRequestHandler):
    """Answers by path; `asked` counts requests, so that an answer may change between two."""

    asked: dict[str, int]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        name = self.path.strip("/").split("?")[0]
        self.asked[name] = self.asked.get(name, 0) + 1
        getattr(self, f"answer_{name.partition('.')[0].replace('/', '_')}", self.answer_missing)()

    def give(self, body: bytes, length: int | None = None, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self) -> None:
        self.give(WORKBOOK)

    def answer_polls(self) -> None:
        self.give(POLLS)

    def answer_changing(self) -> None:
        self.give(WORKBOOK + b"%d" % self.asked["changing"])

    def answer_page(self) -> None:
        self.give(b"\n<!DOCTYPE html><html>Please enable cookies</html>")

    def answer_empty(self) -> None:
        self.give(b"")

    def answer_truncated(self) -> None:
        self.give(WORKBOOK, length=len(WORKBOOK) + 500)

    def answer_slow(self) -> None:
        threading.Event().wait(1.0)
        self.give(WORKBOOK)

    def answer_announced(self) -> None:
        self.give(WORKBOOK, length=5_000_000_000)

    def answer_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"PK\x03\x04" * 100_000)
        except OSError:
            return

    def answer_loop(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/loop")
        self.end_headers()

    def answer_moved(self) -> None:
        self.send_response(301)
        self.send_header("Location", "/good")
        self.end_headers()

    def answer_shaky(self) -> None:
        self.give(WORKBOOK, status=503 if self.asked["shaky"] == 1 else 200)

    def answer_list(self) -> None:
        self.give(b'{"data": [{"title": "Mood of the nation", "slug": "good"}, {"title": "x"}]}')

    def answer_missing(self) -> None:
        self.give(b"no", status=404)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("pooch.core.time.sleep", lambda _: None)
    Server.asked = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def declared(address: str, tmp_path: Path) -> Path:
    """A table with a source for each path of the server, all workbooks of at most 1 MB."""
    paths = ["good", "changing", "page", "empty", "truncated", "slow", "announced", "endless"]
    paths += ["loop", "moved", "shaky", "missing"]
    tables = [
        f'[[source]]\nname = "{path}"\ntitle = "A {path} file"\nurl = "{address}/{path}"\n'
        'content = "workbook"\nlimit_mb = 1\nlicence = "ours"\nhints = { country = "GB" }\n'
        for path in paths
    ]
    tables.append(
        f'[[source]]\nname = "polls"\ntitle = "Polls"\nurl = "{address}/polls"\n'
        'content = "text"\nlimit_mb = 1\nlicence = "ours"\n'
    )
    tables.append(
        f'[[source]]\nname = "tracker"\ntitle = "Any"\nurl = "{address}/{{slug}}"\n'
        f'list_url = "{address}/list"\ncontent = "workbook"\nlimit_mb = 1\nlicence = "ours"\n'
    )
    path = tmp_path / "declared.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def problem_of(name: str, declared: Path, folder: Path, **options: object) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        fetch(name, folder, declared=declared, retries=0, **options)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return problem


def test_a_file_comes_with_its_hash_its_day_and_what_the_reader_is_told(
    declared: Path, tmp_path: Path, address: str
) -> None:
    (got,) = fetch("good", tmp_path / "in", declared=declared, as_of="2026-11-28")
    assert (tmp_path / "in" / "good.xlsx").read_bytes() == WORKBOOK
    assert got.sha256 == hashlib.sha256(WORKBOOK).hexdigest()
    assert (got.size, got.date_accessed, got.url) == (2004, "2026-11-28", f"{address}/good")
    assert recorded(tmp_path / "in") == [got]
    assert got.hints == {"country": "GB"}


def test_the_day_of_access_is_the_servers_and_not_this_machines(
    declared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Server, "date_time_string", lambda *_: "Fri, 13 Mar 2015 10:00:00 GMT", raising=True
    )
    (got,) = fetch("good", tmp_path, declared=declared)
    assert got.date_accessed == "2015-03-13"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("page", "other-content"),
        ("empty", "file-empty"),
        ("truncated", "fetch-failed"),
        ("announced", "too-large"),
        ("endless", "too-large"),
        ("loop", "fetch-failed"),
        ("missing", "not-found"),
    ],
)
def test_what_is_not_the_file_is_refused_and_leaves_nothing(
    name: str, code: str, declared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    assert problem_of(name, declared, folder).code == code
    assert [path.name for path in folder.iterdir()] == ["fetched.toml"]


def test_a_server_that_says_nothing_is_given_up(declared: Path, tmp_path: Path) -> None:
    problem = problem_of("slow", declared, tmp_path / "in", timeout=0.2)
    assert problem.code == "fetch-timed-out"
    assert problem.place.file == "slow.xlsx"


def test_a_failure_leaves_the_file_that_was_there(declared: Path, tmp_path: Path) -> None:
    fetch("good", tmp_path, declared=declared)
    (tmp_path / "page.xlsx").write_bytes(b"kept")
    problem_of("page", declared, tmp_path)
    assert (tmp_path / "page.xlsx").read_bytes() == b"kept"
    assert [each.file for each in recorded(tmp_path)] == ["good.xlsx"]


def test_what_fails_once_is_tried_again(declared: Path, tmp_path: Path) -> None:
    fetch("shaky", tmp_path, declared=declared, retries=1)
    assert Server.asked["shaky"] == 2


def test_a_missing_file_is_not_asked_for_twice(declared: Path, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError):
        fetch("missing", tmp_path, declared=declared, retries=3)
    assert Server.asked["missing"] == 1


def test_a_file_that_differs_from_the_one_before_is_said_to_have_changed(
    declared: Path, tmp_path: Path
) -> None:
    first, second = (fetch("changing", tmp_path, declared=declared)[0] for _ in range(2))
    assert (first.changed, second.changed) == (False, True)
    (third,) = fetch("good", tmp_path, declared=declared)
    (fourth,) = fetch("good", tmp_path, declared=declared)
    assert (third.changed, fourth.changed) == (False, False)


def test_a_file_edited_after_it_was_fetched_is_a_problem(declared: Path, tmp_path: Path) -> None:
    fetch("good", tmp_path, declared=declared)
    (tmp_path / "good.xlsx").write_bytes(WORKBOOK + b"!")
    with pytest.raises(ProblemsError, match="no longer as it was fetched"):
        recorded(tmp_path)


def test_the_address_in_the_record_is_where_the_file_was(
    declared: Path, tmp_path: Path, address: str
) -> None:
    (got,) = fetch("moved", tmp_path, declared=declared)
    assert got.url == f"{address}/good"


def test_one_failure_does_not_lose_the_others(declared: Path, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        fetch(["good", "page", "missing", "polls"], tmp_path, declared=declared)
    assert [problem.code for problem in caught.value.problems] == ["other-content", "not-found"]
    assert [each.file for each in recorded(tmp_path)] == ["good.xlsx", "polls.csv"]


def test_a_tracker_is_found_by_its_title_in_the_list(declared: Path, tmp_path: Path) -> None:
    (got,) = fetch("tracker", tmp_path, declared=declared, title="mood of the NATION")
    assert (got.name, got.file) == ("tracker-good", "tracker-good.xlsx")
    problem = problem_of("tracker", declared, tmp_path, title="mood of a nation")
    assert problem.code == "unknown-title"
    assert problem.hint == "did you mean 'Mood of the nation'?"


def test_an_unknown_name_is_told_the_nearest(declared: Path, tmp_path: Path) -> None:
    assert problem_of("goof", declared, tmp_path).hint == "did you mean 'good'?"


def test_every_shipped_source_is_declared_whole_and_asked_by_https() -> None:
    table = fetchable()
    assert table["url"].str.startswith("https://").all()
    assert (table["limit_mb"] <= 60).all()


def test_a_declaration_names_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "declared.toml"
    path.write_text(
        '[[source]]\nname = "a"\ntitel = "A"\nurl = "https://x"\ncontent = "zip"\nlimit_mb = 1\n'
        '[[source]]\nname = "b"\ntitle = "B"\nurl = "https://x/{slug}"\ncontent = "pdf"\n'
        'limit_mb = 1\nlicence = "ours"\n'
        '[[source]]\nname = "b"\ntitle = "B"\nurl = "ftp://x"\ncontent = "pdf"\n'
        'limit_mb = 1\nlicence = "ours"\n',
        encoding="utf-8",
    )
    with pytest.raises(ProblemsError) as caught:
        declared_sources(path)
    assert [problem.code for problem in caught.value.problems] == [
        "unknown-field", "field-missing", "field-malformed", "field-missing",
        "list-without-slug", "not-a-web-address", "duplicate-source",
    ]  # fmt: skip
