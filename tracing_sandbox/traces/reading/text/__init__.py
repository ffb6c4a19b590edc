"""From the bytes of a file to its JSON documents; the formats read those."""
