"""The documentation as a site: builds strictly, holds what it links to, and asks nobody else for anything."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

pytest.importorskip("mkdocs")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"

#: What a browser fetches by itself, as opposed to links that somebody follows.
FETCHED = {
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("object", "data"),
    ("image", "href"),
    ("use", "href"),
}
LINK_TYPES_FETCHED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest"}


class Page(HTMLParser):
    """What a page links to, fetches, and offers as targets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.ids: set[str] = set()
        self.without_alt: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids.update(value for name, value in found.items() if name == "id")
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and LINK_TYPES_FETCHED & set(found.get("rel", "").split()):
            self.fetched.append(found["href"])
        self.fetched += [value for name, value in found.items() if (tag, name) in FETCHED]
        if tag == "img" and len(found.get("alt", "")) < 10:
            self.without_alt.append(found.get("src", ""))


@pytest.fixture(scope="module")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    config = repository / "docs" / "site" / "mkdocs.yml"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    told = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("INFO ")]
    assert told == [], "the build is silent but for what it does"
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_there(site: Path, repository: Path) -> None:
    written = {path.stem for path in (repository / "docs").glob("*.md")}
    assert written >= {"index", "students", "instructors", "authoring", "photos", "grading", "scale", "classes", "faq"}
    assert written == {path.stem for path in site.glob("*.html")} - {"404"}
    assert not (site / "site").exists(), "how the site is made is no part of it"


def test_no_link_is_broken(site: Path, pages: dict[Path, Page]) -> None:
    broken = []
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # served from anywhere, so its links are absolute
        for link in (*page.links, *page.fetched):
            address, anchor = urldefrag(link)
            if "://" in address or address.startswith(("mailto:", "data:")):
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            if target.is_dir():
                target /= "index.html"
            known = pages.get(target)
            if not target.is_file() or (anchor and known and unquote(anchor) not in {*known.ids, "__top"}):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    outside = [f"{path.name}: {link}" for path, page in pages.items() for link in page.fetched if "//" in link]
    outside += [
        f"{sheet.name}: {word}"
        for sheet in (*site.rglob("*.css"), *site.rglob("*.svg"))
        for word in _fetched_by_style(sheet.read_text(encoding="utf-8"))
    ]
    assert outside == []


def _fetched_by_style(text: str) -> Iterator[str]:
    for piece in text.split("url(")[1:]:
        address = piece.partition(")")[0].strip("'\"")
        if "//" in address.partition(",")[0] and not address.startswith("data:"):
            yield address
    if "@import" in text:
        yield "@import"


def test_pictures_are_described(pages: dict[Path, Page]) -> None:
    assert {path.name: page.without_alt for path, page in pages.items() if page.without_alt} == {}


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_browser_fetches_nothing_from_elsewhere(site: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in sorted(site.glob("*.html")):
            if path.name != "404.html":
                page.goto(path.as_uri())
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len(asked) > 20, "and it did look"
