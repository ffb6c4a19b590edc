"""What traces show of each suspect: times, counts, failures, and how sure a difference is."""
