"""What was planted beside what the traces tell, and what that says of the run."""
