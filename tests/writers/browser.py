"""A page opened in chromium without a driver: what a script says inside it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["AXE", "chromium", "said_in"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ATTEMPTS = 3
"""On a busy machine a browser may end before its page has said anything."""

WRAPPER = """<!doctype html><meta name="color-scheme" content="light dark"><body>
<iframe style="width:{width}px;height:900px;border:0" src="page.html"></iframe><script>
onmessage = (event) => {{
  const said = document.createElement("pre");
  said.id = "said";
  said.textContent = event.data;
  document.body.append(said);
}};
</script>"""
"""A frame as wide as wanted: the window of a browser has a least width."""

ENDED = """<script>(async () => {
  const said = await (async () => { %s })().catch((error) => ({ error: String(error) }));
  parent.postMessage(JSON.stringify(said), "*");
})();</script></body>"""


def chromium() -> str | None:
    """The browser's path; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def AXE() -> str | None:  # noqa: N802 - the name of the tool
    """The script of axe-core; None where the package that holds it is not installed."""
    spec = find_spec("axe_core_python")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def said_in(page: str, script: str, folder: Path, *, width: int = 1280, dark: bool = False) -> Any:
    """What a script returns in a page, as plain values.

    Args:
        page: the text of the page; its policy is taken off, so that the script may run.
        script: the body of an async function.
        folder: to write in.
        width: of the frame, in CSS pixels.
        dark: whether the reader prefers a dark scheme.
    """
    browser = chromium()
    assert browser is not None
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (folder / "page.html").write_text(free.replace("</body>", ENDED % script), encoding="utf-8")
    (folder / "frame.html").write_text(WRAPPER.format(width=width), encoding="utf-8")
    for attempt in range(ATTEMPTS):
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000",
            f"--user-data-dir={folder / f'profile{attempt}'}", "--window-size=1400,1000",
            "--dump-dom", "--allow-file-access-from-files",
            f"--blink-settings=preferredColorScheme={int(not dark)}",
            (folder / "frame.html").as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        found = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, flags=re.S)
        if found is not None:
            return json.loads(html.unescape(found.group(1)))
    raise AssertionError(done.stderr[-2000:])
