"""The command line: starts the sandbox, places orders in it, and shows their traces."""
