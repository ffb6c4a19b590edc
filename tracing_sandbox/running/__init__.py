"""The native sandbox: its parts, who keeps them running, and how each says that it is well."""
