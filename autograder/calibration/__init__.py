"""Measuring what the course teaches, on its own data, and placing thresholds from what was measured.

Nothing heavy is imported here. The way in is :func:`autograder.calibration.run.calibrate`.
"""
