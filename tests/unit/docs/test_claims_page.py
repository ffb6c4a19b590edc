"""Each claim of the page is tried by tests that are there, and each of these has its claim."""

import re

from tracing_sandbox.settings import PROJECT

PAGE = (PROJECT / "docs" / "claims.md").read_text()
CLAIM = re.compile(r"^### (.+?)\n(.+?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
TRIED = re.compile(r"^Tried by `(tests/claims/test_\w+\.py)`: (.+)$", re.MULTILINE)
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
PARTS = ("\nSaid by: ", "\n**", "\nTried by ")


def named_tests() -> list[tuple[str, str]]:
    return [
        (file, test)
        for file, tests in TRIED.findall(PAGE)
        for test in re.findall(r"test_\w+", tests)
    ]


def present_tests() -> list[tuple[str, str]]:
    return [
        (path.relative_to(PROJECT).as_posix(), test)
        for path in (PROJECT / "tests" / "claims").glob("test_*.py")
        for test in TEST.findall(path.read_text())
    ]


def test_every_claim_says_who_says_it_what_is_true_and_what_tries_it() -> None:
    claims = CLAIM.findall(PAGE)
    assert len(claims) == PAGE.count("\n### ")
    lacking = [title for title, text in claims if [text.count(part) for part in PARTS] != [1, 1, 1]]
    assert lacking == []


def test_page_names_every_test_of_a_claim_once_and_no_other() -> None:
    assert sorted(named_tests()) == sorted(present_tests())
