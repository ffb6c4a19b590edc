"""The formats that traces come in, one file each; `trace_file` tells which one it has before it."""
