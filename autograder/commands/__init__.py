"""Commands that are more than a few lines, registered in :mod:`autograder.cli`. Nothing heavy is imported on top."""
