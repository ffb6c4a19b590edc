"""Traffic for the sandbox: Locust's shoppers, who are the first on a request's way."""
