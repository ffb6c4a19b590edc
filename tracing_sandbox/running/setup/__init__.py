"""The set-up of the sandbox that runs, or of what this shell names: gathered, then checked.

The checks themselves are the doctor's; here is where parts, processes and counters are known.
"""
