"""What master and workers send each other, beside what Locust's own do."""

# To a worker: what it has to send, to let nobody in any more, and not to wait for who is in.
SHARE = "arrivals_share"
STOP = "arrivals_stop"
CUT_OFF = "arrivals_cut_off"
# To the master: lines of the record, and whether the worker ended by a fault of its own.
RECORDS = "arrivals_records"
ENDED = "arrivals_ended"
