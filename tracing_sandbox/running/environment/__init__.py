"""What the parts are told by their environment, and what of the caller's they are not."""
