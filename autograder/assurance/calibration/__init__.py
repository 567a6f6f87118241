"""Measuring what the course teaches, on its own data, and placing thresholds from what was measured.

Nothing heavy is imported here. Recipes are ways to train; a bench holds what several measurements share.
"""
