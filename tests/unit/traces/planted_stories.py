"""All stories: what a single trace could show, what only many can, and nothing at all."""

from tests.unit.traces.broken_stories import BROKEN
from tests.unit.traces.slow_stories import SLOW
from tests.unit.traces.told_story import Stories
from tests.unit.traces.weak_stories import NOTHING_WRONG, WEAK

STRONG: Stories = {**SLOW, **BROKEN}
STORIES: Stories = {**STRONG, **WEAK, **NOTHING_WRONG}
