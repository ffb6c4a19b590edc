"""What the record alone tells: how long requests took, what failed, and what was not sent."""
