"""Describe the two tools that the sandbox runs; everything that differs between them is here."""

import platform
from dataclasses import dataclass
from string import Template

ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Platform:
    """An operating system and an architecture, in Go's names."""

    os: str
    arch: str

    def __str__(self) -> str:
        return f"{self.os}-{self.arch}"


def current_platform() -> Platform:
    """Return the platform that this process runs on."""
    machine = platform.machine().lower()
    return Platform(platform.system().lower(), ARCHITECTURES.get(machine, machine))


@dataclass(frozen=True)
class Archive:
    """A project's official release archive; paths are templates over version, os and arch.

    `checksums` is the release's own list of SHA-256 sums, in the format of `sha256sum`.
    """

    version: str
    repository: str
    file: str
    member: str
    checksums: str

    def path(self, file: str) -> str:
        """Return where the release keeps a file, below the host of the releases."""
        return f"{self.repository}/releases/download/v{self.version}/{file}"

    def fill(self, template: str, target: Platform) -> str:
        """Return a template's text for one platform."""
        return Template(template).substitute(version=self.version, os=target.os, arch=target.arch)


@dataclass(frozen=True)
class Recipe:
    """How Go builds a tool from the manifests in the repository.

    `prepare` is an optional `go` command that writes the sources into `sources`.
    """

    version: str
    manifest: str
    package: str
    flags: tuple[str, ...] = ()
    ldflags: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    sources: str = "."


@dataclass(frozen=True)
class Tool:
    """A program that the sandbox runs but does not contain."""

    name: str
    title: str
    variable: str
    archive: Archive
    recipe: Recipe


COLLECTOR = Tool(
    name="otelcol",
    title="OpenTelemetry Collector",
    variable="SANDBOX_OTELCOL",
    archive=Archive(
        version="0.159.0",
        repository="open-telemetry/opentelemetry-collector-releases",
        file="otelcol-contrib_${version}_${os}_${arch}.tar.gz",
        member="otelcol-contrib",
        checksums="opentelemetry-collector-releases_otelcol-contrib_checksums.txt",
    ),
    recipe=Recipe(
        version="0.159.0",
        manifest="collector",
        prepare=(
            "run",
            "-v",
            "go.opentelemetry.io/collector/cmd/builder@v0.159.0",
            "--config=builder.yaml",
            "--skip-compilation",
        ),
        sources="generated",
        package=".",
        flags=("-tags=grpcnotrace",),
    ),
)

# Jaeger's module path has no /v2, so Go can require no 2.x tag: v1.76.0 is the commit of v2.13.0.
JAEGER = Tool(
    name="jaeger",
    title="Jaeger",
    variable="SANDBOX_JAEGER",
    archive=Archive(
        version="2.20.0",
        repository="jaegertracing/jaeger",
        file="jaeger-${version}-${os}-${arch}.tar.gz",
        member="jaeger-${version}-${os}-${arch}/jaeger",
        checksums="jaeger-${version}.sha256sum.txt",
    ),
    recipe=Recipe(
        version="2.13.0",
        manifest="jaeger",
        package="github.com/jaegertracing/jaeger/cmd/jaeger",
        flags=("-mod=readonly",),
        ldflags=("-X github.com/jaegertracing/jaeger/internal/version.latestVersion=v2.13.0",),
    ),
)
