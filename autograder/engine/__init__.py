"""The grading engine: supervisor, zygote, student process and grader process."""
