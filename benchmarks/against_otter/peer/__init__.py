"""The hidden checks of hw2 and hw3 again, as plain asserts that otter runs in the student's own process."""
