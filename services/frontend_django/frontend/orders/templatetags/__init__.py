"""Template filters of the orders."""
