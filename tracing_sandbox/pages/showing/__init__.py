"""What each page shows: the list, one trace and which of its spans, two compared."""
