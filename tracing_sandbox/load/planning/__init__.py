"""What is to be sent, and when: all of it follows from a mix and a seed."""
