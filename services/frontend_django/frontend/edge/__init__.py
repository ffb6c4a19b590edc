"""The shop's edge: what comes in is checked, what goes wrong becomes a problem or its page."""
