"""Which traces are looked for, and how they are found with few questions to Jaeger."""
