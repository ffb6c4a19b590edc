"""An SDK that is told nothing sends three signals; each is accepted, spans alone are kept."""

import pytest
import requests

from tests.integration.collector.conftest import StartCollector
from tests.otlp_receiver import OtlpReceiver

SIGNALS = {
    "metrics": {
        "resourceMetrics": [
            {
                "scopeMetrics": [
                    {
                        "metrics": [
                            {
                                "name": "requests",
                                "gauge": {"dataPoints": [{"timeUnixNano": "1", "asInt": "3"}]},
                            }
                        ]
                    }
                ]
            }
        ]
    },
    "logs": {
        "resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "hello"}}]}]}]
    },
}
COUNTED = {"metrics": "metric_points", "logs": "log_records"}


@pytest.mark.parametrize("signal", SIGNALS)
def test_signal_that_is_not_kept_is_accepted(
    start_collector: StartCollector, receiver: OtlpReceiver, signal: str
) -> None:
    collector = start_collector(receiver.port)
    answer = requests.post(
        f"http://127.0.0.1:{collector.http_port}/v1/{signal}", json=SIGNALS[signal], timeout=30
    )
    assert (answer.status_code, answer.json()) == (200, {"partialSuccess": {}})
    assert collector.count(f"otelcol_receiver_accepted_{COUNTED[signal]}") == 1
    assert receiver.spans == {}
