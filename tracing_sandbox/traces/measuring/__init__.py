"""First floor: the tree of a trace, its critical path, and what each part took of it."""
