"""Grading a whole class: find what was handed in, grade it with warm workers, keep results, tell what changed."""
