"""Top floor: explained and compared traces drawn for a terminal."""
