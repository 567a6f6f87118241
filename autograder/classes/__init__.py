"""Grading a whole class: find, grade, keep results, tell what changed."""
