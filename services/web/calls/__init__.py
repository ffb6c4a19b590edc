"""What goes out: another service is asked, once and within a deadline."""
