"""What the Collector says of the spans' way: its metrics, its log, and both in sentences."""
