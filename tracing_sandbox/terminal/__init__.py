"""The terminal: what the commands print, ask there, and show of parts and traces."""
