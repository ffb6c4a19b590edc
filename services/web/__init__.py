"""The trade of HTTP, which the three services share: what comes in, what goes out, what serves."""
