"""Layers that keep a student's process away from everything but its own box."""
