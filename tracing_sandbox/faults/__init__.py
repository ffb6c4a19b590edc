"""What can be broken on purpose: the catalogue, and one file for each cause.

`planting` installs it in the services. No service imports it, and no domain function knows of it.
"""
