"""Find or install the real Collector and Jaeger once; `sandbox up` runs what this hands over."""

from sandbox.binaries.errors import Attempt, InstallError
from sandbox.binaries.install import install_binaries, install_binary
from sandbox.binaries.progress import Progress, Report, ignore_progress, show_progress
from sandbox.binaries.settings import BinarySettings
from sandbox.binaries.tool import COLLECTOR, JAEGER, Tool

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
