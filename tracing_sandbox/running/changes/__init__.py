"""What changes while a sandbox is up: parts end in stages, and start again with other settings."""
