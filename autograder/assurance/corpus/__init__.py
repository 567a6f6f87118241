"""Submissions whose verdict is known beforehand, and what the graders make of them."""
