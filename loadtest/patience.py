"""How long a visitor waits for the shop."""

CONNECTION_TIMEOUT_S = 5.0
# The shop's own budget for a request is below that: it says itself which part was late.
NETWORK_TIMEOUT_S = 30.0
