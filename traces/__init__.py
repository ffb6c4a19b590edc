"""What a trace says: read it, find its critical path and what is wrong with it, and draw it."""
