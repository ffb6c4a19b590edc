"""What the times of a trace show of who waited for whom; `critical_path` and `doubt` go by it."""
