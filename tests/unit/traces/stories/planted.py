"""All stories: what a single trace could show, what only many can, and nothing at all."""

from tests.unit.traces.stories.broken import BROKEN
from tests.unit.traces.stories.slow import SLOW
from tests.unit.traces.stories.told import Stories
from tests.unit.traces.stories.weak import NOTHING_WRONG, WEAK

STRONG: Stories = {**SLOW, **BROKEN}
STORIES: Stories = {**STRONG, **WEAK, **NOTHING_WRONG}
