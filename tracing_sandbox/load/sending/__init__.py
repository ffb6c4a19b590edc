"""A run while it goes on: Locust is started, its record followed, and the parts watched."""
