"""What comes in: requests are checked, and what goes wrong becomes a problem document."""
