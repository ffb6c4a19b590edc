"""Django needs its settings before the shop's modules can be imported."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontend.settings")
django.setup()
