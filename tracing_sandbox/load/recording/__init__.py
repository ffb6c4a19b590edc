"""What a run leaves in its folder while it goes on, and what is seen of the parts meanwhile."""
