"""What the parts have written: followed as it grows, and searched for one trace."""
