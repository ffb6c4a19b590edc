"""A third party's price API that the sandbox does not control; the inventory asks it."""
