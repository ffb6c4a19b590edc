"""What master and workers send each other, beside what Locust's own do."""

# To a worker: what it has to send, and that it is to let nobody in any more.
SHARE = "arrivals_share"
STOP = "arrivals_stop"
# To the master: lines of the record, and whether the worker ended by a fault of its own.
RECORDS = "arrivals_records"
ENDED = "arrivals_ended"
