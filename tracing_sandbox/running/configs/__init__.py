"""The configuration files of Collector and Jaeger: ours or one's own, checked before the start."""
