"""What the templates write down: bars, colours, rows and details, made from an explanation."""
