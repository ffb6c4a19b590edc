"""The commands of the README and the pages beside it, as a reader copies them."""

import re

from tracing_sandbox.settings import PROJECT

BLOCK = re.compile(r"^```sh ?(?P<label>\S*)\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(label: str, page: str = "README.md") -> list[str]:
    """Return the blocks of a page that have this label."""
    text = (PROJECT / page).read_text()
    return [found["commands"] for found in BLOCK.finditer(text) if found["label"] == label]


def labels(page: str) -> set[str]:
    """Return the labels of all blocks of a page."""
    return {found["label"] for found in BLOCK.finditer((PROJECT / page).read_text())}
