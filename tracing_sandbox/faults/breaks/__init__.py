"""Mistakes in the tracing: each as it is made and as it is mended, side by side."""
