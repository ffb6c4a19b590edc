"""Serves a copy of a service until it is interrupted: `python serve_copy.py FOLDER PORT`."""

import sys
from importlib import import_module

if __name__ == "__main__":
    folder, port = sys.argv[1:]
    sys.path.insert(0, folder)
    import_module("traced_app").app.run("127.0.0.1", int(port))
