"""Find or install the real Collector and Jaeger once; `sandbox up` runs what this hands over."""

from tracing_sandbox.running.binaries.errors import Attempt, InstallError
from tracing_sandbox.running.binaries.install import install_binaries, install_binary
from tracing_sandbox.running.binaries.progress import (
    Progress,
    Report,
    ignore_progress,
    show_progress,
)
from tracing_sandbox.running.binaries.settings import BinarySettings
from tracing_sandbox.running.binaries.tool import COLLECTOR, JAEGER, Tool

__all__ = [
    "COLLECTOR",
    "JAEGER",
    "Attempt",
    "BinarySettings",
    "InstallError",
    "Progress",
    "Report",
    "Tool",
    "ignore_progress",
    "install_binaries",
    "install_binary",
    "show_progress",
]
