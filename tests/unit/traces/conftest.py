"""Property tests without a clock to beat, and without a folder left behind."""

from hypothesis import settings

settings.register_profile("quiet", deadline=None, database=None)
settings.load_profile("quiet")
