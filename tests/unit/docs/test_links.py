"""Whatever a page links to or names is there."""

import re
from pathlib import Path

import pytest

from tracing_sandbox.settings import PROJECT

PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted((PROJECT / "docs").glob("*.md"))
# What a changelog names may be gone since.
PRESENT = [page for page in PAGES if page.name != "CHANGELOG.md"]
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
FOLDERS = ("services", "tracing_sandbox", "loadtest", "tests", "benchmarks", "docs", ".ci")
NAMED = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})(?:/[\w.-]+)*/?")


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text()))
    return {"#" + re.sub(r"[^\w -]", "", found.lower()).replace(" ", "-") for found in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_something(page: Path) -> None:
    broken = []
    for path, anchor, picture in LINK.findall(BLOCK.sub("", page.read_text())):
        target = (page.parent / (path or picture or page.name)).resolve()
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(path + anchor + picture)
    assert broken == []


@pytest.mark.parametrize("page", PRESENT, ids=name_of)
def test_every_path_that_is_named_exists(page: Path) -> None:
    named = [text for text in QUOTED.findall(page.read_text()) if NAMED.fullmatch(text)]
    assert [text for text in named if not (PROJECT / text).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_page_is_led_to_from_the_readme(page: Path) -> None:
    readme = PROJECT / "README.md"
    links = {(PROJECT / path).resolve() for path, _, _ in LINK.findall(readme.read_text()) if path}
    assert page == readme or page in links
