"""What serves: one process, its threads, and an orderly stop. Nothing in here is about tracing."""
