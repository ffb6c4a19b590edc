"""Traffic with known truth: what is planned, what was sent, what the traces say, and the verdict.

`mix` says what is sent, `plan` when, `record` what became of each request. Locust sends it, in
`loadtest`. `join` finds the trace of each request again, and `result` says what all of it means.
"""
