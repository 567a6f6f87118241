"""Supervisor, zygote, student process, grader process."""
