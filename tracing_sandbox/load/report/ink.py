"""Colours of the plots: each stands for one of the page's own, which light, dark and print set."""

NAMES = ("ink", "soft", "line", "edge", "bg", "accent", "good", "bad", "middle", "tail", "planted")
# Matplotlib wants a colour. These are never seen: `svg` puts the page's own in their place.
MARKERS = {name: f"#0000{number:02x}" for number, name in enumerate(NAMES, 1)}


def ink(name: str) -> str:
    """Return the colour to draw with for one of the page's."""
    return MARKERS[name]


def to_variables(style: str) -> str:
    """Put the page's colours into a style."""
    for name, marker in MARKERS.items():
        style = style.replace(marker, f"var(--{name})")
    return style
