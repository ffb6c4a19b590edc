"""Property tests without a clock to beat, and without a folder left behind."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quiet", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quiet")
