"""The set-up of tracing that all three services share.

`tracing` is the lesson: resource, processor, exporter. `spans` are the domain's own, `requests`
and `queries` put right what the instrumentations leave, `baggage` and `redaction` say what goes
onto spans. `environment` fills in and checks `OTEL_*` before anything else starts.
"""
