"""Whether tracing is set up so that traces can arrive: checked without looking at any trace.

`environment` and `exporting` judge what they are given; `receiver`, `clock` and `storage` ask.
"""
