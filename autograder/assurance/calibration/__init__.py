"""Measuring what the course teaches, on its own data, and setting thresholds from the measurements.

Nothing heavy is imported here. Recipes are ways to train; a bench holds what several measurements share.
"""
