"""The trade of HTTP, which the three services share; a learner of tracing need not open it."""
