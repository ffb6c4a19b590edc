from tracing_sandbox.running.collector.flow import Exporter, Flow, Queue, Received, read_flow
from tracing_sandbox.traces.collector.sample import read_samples

METRICS = """
# HELP otelcol_exporter_queue_size Current size of the retry queue (in batches). [Alpha]
# TYPE otelcol_exporter_queue_size gauge
otelcol_exporter_queue_capacity{data_type="traces",exporter="otlp_http/jaeger"} 1e+06
otelcol_exporter_queue_capacity{data_type="traces",exporter="otlp_http/second"} 1.6777216e+07
otelcol_exporter_queue_size{data_type="traces",exporter="otlp_http/jaeger"} 5
otelcol_exporter_queue_size{data_type="traces",exporter="otlp_http/second"} 0
otelcol_exporter_enqueue_failed_spans{exporter="otlp_http/second"} 7
otelcol_exporter_send_failed_spans{error_type="Unauthenticated",exporter="otlp_http/second"} 35
otelcol_exporter_send_failed_spans{error_type="Unavailable",exporter="otlp_http/second"} 2
otelcol_exporter_sent_spans{exporter="otlp_http/jaeger",url_path="/v1/traces"} 12
otelcol_exporter_sent_log_records{exporter="file"} 3
otelcol_process_uptime 4.5
otelcol_receiver_accepted_spans{receiver="otlp",transport="http"} 40
otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 9
otelcol_receiver_refused_spans{receiver="otlp",transport="http"} 1
otelcol_receiver_failed_spans{receiver="otlp",transport="http"} 2
otelcol_receiver_accepted_metric_points{receiver="otlp",transport="http"} 6
"""


def test_flow_adds_up_what_the_collector_counts() -> None:
    assert read_flow(read_samples(METRICS)) == Flow(
        uptime_s=4.5,
        received=(
            Received("traces", accepted=49, refused=3, kept=True),
            Received("metrics", accepted=6, refused=0, kept=False),
        ),
        exporters=(
            Exporter("file", "logs", None, sent=3, refused=0, dropped=0),
            Exporter("otlp_http/jaeger", "traces", Queue(5, 1_000_000), 12, 0, 0),
            Exporter("otlp_http/second", "traces", Queue(0, 16_777_216), 0, 7, 37),
        ),
    )


def test_flow_of_a_collector_that_has_counted_nothing_is_empty() -> None:
    assert read_flow([]) == Flow(0, (), ())
