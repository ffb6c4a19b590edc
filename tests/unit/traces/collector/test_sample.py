"""The Collector's own metrics in Prometheus' text format."""

from tracing_sandbox.traces.collector.sample import Sample, read_samples


def test_labels_are_read_with_what_is_escaped_in_them() -> None:
    line = r'a{one="x, \"y\" \\ {z}",two="line\nend"} 1.5 1700000000000'
    assert read_samples(line) == [Sample("a", {"one": 'x, "y" \\ {z}', "two": "line\nend"}, 1.5)]


def test_what_is_no_sample_is_passed_over() -> None:
    assert read_samples("<html>\n# TYPE a gauge\n\na{b=} x\na nothing\n") == []
