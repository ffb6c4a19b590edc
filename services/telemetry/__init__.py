"""The set-up of tracing that all three services share.

`tracing` is the lesson: resource, processor, exporter. `traceparent` says why a caller's
trace cannot go on. `spans` are the domain's own, `server_span` and `queries` put right what the
instrumentations leave, `client_span` says where a callee did not go on with the trace, `ledger`
counts what should arrive, `baggage` says what goes onto spans. `environment` fills in and checks
`OTEL_*` before anything else starts.
"""
