"""A plot as SVG inside a page: its colours are the page's, and its ids are its own."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from markupsafe import Markup
from matplotlib.figure import Figure

from tracing_sandbox.load.report.ink import to_variables

NUMBER = re.compile(r"-?\d+\.\d+")
FONT = re.compile(r"font-family: [^;]*;?")
REFERENCE = re.compile(r"#([\w.-]+)")
# A line to where it begins: a dot. `h0` says the same.
DOT = re.compile(r"M (\S+ \S+) L \1(?= |$)")
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
LEFT_OUT = {"metadata", "style"}
TEXTS = {"text", "tspan"}


def to_svg(figure: Figure, name: str) -> Markup:
    """Write a figure as an SVG element; `name` is of this one alone on its page."""
    file = BytesIO()
    figure.savefig(file, format="svg", transparent=True, metadata=NO_METADATA)
    root = ElementTree.fromstring(file.getvalue())  # noqa: S314
    _drop(root)
    referred = set(_references(root))
    for element in root.iter():
        _rewrite(element, name, referred)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.set("class", name)
    root.set("aria-hidden", "true")
    # No white space stands between what is drawn; what is in texts is their own.
    for element in root.iter():
        element.tail = None
        if element.tag not in TEXTS:
            element.text = None
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def _drop(parent: ElementTree.Element) -> None:
    for child in list(parent):
        child.tag = _local(child.tag)
        if child.tag in LEFT_OUT:
            parent.remove(child)
        else:
            _drop(child)


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if _local(key) in {"href", "clip-path"}:
                yield from REFERENCE.findall(value)


def _rewrite(element: ElementTree.Element, name: str, referred: set[str]) -> None:
    element.tag = _local(element.tag)
    attributes = {_local(key): value for key, value in element.attrib.items()}
    element.attrib.clear()
    for key, value in attributes.items():
        if key == "id":
            if value in referred:
                element.set(key, f"{name}-{value}")
        elif key in {"href", "clip-path"}:
            element.set(key, REFERENCE.sub(rf"#{name}-\1", value))
        elif key == "style":
            element.set(key, to_variables(FONT.sub("", value)).strip("; "))
        else:
            element.set(key, _shorten(value))


def _shorten(value: str) -> str:
    value = NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value)
    return DOT.sub(r"M\1h0", " ".join(value.split()))


def _local(name: str) -> str:
    return name.rpartition("}")[2]
