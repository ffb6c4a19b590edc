"""Asks a system itself, where traces alone do not tell: canaries are sent and followed.

`probing` is the whole of it: `sending` what `canary` draws, `arriving` in Jaeger, its `parts` put
together; then `visit` and `carried` for each service on the `way`, and each `change` there.
"""
