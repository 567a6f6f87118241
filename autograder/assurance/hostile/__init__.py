"""Submissions that attack the grader, and what comes of it with each way of shutting them in."""
