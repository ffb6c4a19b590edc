"""Third floor: one trace explained, in sentences and as a document."""
