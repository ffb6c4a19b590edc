"""Runs the real Collector and Jaeger with the repository's configuration on ports of their own."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import requests

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_ports

PROJECT = Path(__file__).resolve().parents[3]


class Running:
    """A process that can be started again after it was stopped or killed."""

    def __init__(
        self, binary: Path, config: str, environ: dict[str, str], health: str, log: Path
    ) -> None:
        self.command = [str(binary), "--config", str(PROJECT / config)]
        self.environ = environ
        self.health = health
        self.log = log
        self.process: psutil.Popen | None = None

    def start(self) -> None:
        """Start it, and wait until it says that it is well."""
        with self.log.open("a", encoding="utf-8") as log:
            self.process = psutil.Popen(
                self.command,
                cwd=self.log.parent,
                env=inherited() | self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(self.is_well, f"{self.command[0]} to be well; its log: {self.log}", 60)

    def is_well(self) -> bool:
        """Ask its health check."""
        assert self.process
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            return requests.get(self.health, timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def end(self, number: signal.Signals) -> None:
        """Signal it and wait for its end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=30)

    def restart(self, number: signal.Signals) -> None:
        """End it with a signal, and start it again."""
        self.end(number)
        self.start()

    def listening_on(self) -> set[str]:
        """Return the addresses on which it listens."""
        assert self.process
        return {
            connection.laddr.ip
            for connection in self.process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }


class Collector(Running):
    """The Collector, sending to an OTLP port."""

    def __init__(
        self,
        binary: Path,
        directory: Path,
        jaeger_port: int,
        config: str = "collector-config.yaml",
        **environ: str,
    ) -> None:
        self.grpc_port, self.http_port, health, self.metrics_port = free_ports(4)
        ports = {
            "SANDBOX_OTLP_GRPC_PORT": str(self.grpc_port),
            "SANDBOX_OTLP_HTTP_PORT": str(self.http_port),
            "SANDBOX_COLLECTOR_HEALTH_PORT": str(health),
            "SANDBOX_COLLECTOR_METRICS_PORT": str(self.metrics_port),
            "SANDBOX_JAEGER_OTLP_PORT": str(jaeger_port),
            "SANDBOX_QUEUE_DIR": str(directory / "queue"),
        }
        super().__init__(
            binary,
            config,
            ports | environ,
            f"http://127.0.0.1:{health}/",
            directory / "collector.log",
        )

    def count(self, metric: str, exporter: str = "") -> int:
        """Return the sum of one of its own counters, 0 where it has not counted yet."""
        text = requests.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30).text
        return sum(
            int(float(line.rsplit(" ", 1)[1]))
            for line in text.splitlines()
            if line.startswith(f"{metric}{{") and exporter in line
        )


class Jaeger(Running):
    """Jaeger; its own configuration keeps traces in memory."""

    def __init__(
        self, binary: Path, directory: Path, config: str = "jaeger-config.yaml", **environ: str
    ) -> None:
        self.port, self.otlp_port, health = free_ports(3)
        ports = {
            "SANDBOX_JAEGER_PORT": str(self.port),
            "SANDBOX_JAEGER_OTLP_PORT": str(self.otlp_port),
            "SANDBOX_JAEGER_HEALTH_PORT": str(health),
        }
        super().__init__(
            binary,
            config,
            ports | environ,
            f"http://127.0.0.1:{health}/status",
            directory / "jaeger.log",
        )

    @property
    def url(self) -> str:
        """The address of its page and its query API."""
        return f"http://127.0.0.1:{self.port}"

    def holds(self, trace_id: str, span_ids: set[str]) -> bool:
        """Tell whether a trace has arrived, with these spans and no other."""
        return self.span_ids(trace_id) == span_ids

    def span_ids(self, trace_id: str) -> set[str]:
        """Return the ids of a trace's spans, none if Jaeger has no such trace."""
        response = requests.get(f"{self.url}/api/v3/traces/{trace_id}", timeout=30)
        if response.status_code == 404:
            return set()
        return {
            span["spanId"]
            for resource in response.json()["result"]["resourceSpans"]
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        }


def inherited() -> dict[str, str]:
    """Return the environment without anything that configures a sandbox."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SANDBOX_", "OTEL_"))
    }
