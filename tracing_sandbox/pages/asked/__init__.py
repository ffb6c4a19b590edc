"""What can be broken on purpose: choosing it, keeping what was asked for, and telling it."""
