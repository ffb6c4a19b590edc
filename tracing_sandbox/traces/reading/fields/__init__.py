"""Single fields of a span, read leniently; the formats put them together."""
