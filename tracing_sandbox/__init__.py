"""The tool: starts the sandbox, places orders in it, and says what their traces mean."""
