"""What crosses between the student's process and the trusted ones: data, never code."""
