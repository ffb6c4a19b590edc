"""Traffic with known truth: what is planned, what was sent, what the traces say, and the verdict.

`planning` says what is sent and when, `recording` keeps what became of each request, `measuring`
what that alone tells. `sending` starts Locust, which sends as `loadtest` says. `joining` finds the
trace of each request again, `judging` sets what was planted beside it, and `result` is all of it.
"""
