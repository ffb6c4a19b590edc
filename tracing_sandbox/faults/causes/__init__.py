"""The causes of faults in the services: each the wrong way and the right way, side by side."""
