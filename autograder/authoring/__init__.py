"""From master notebooks to what students and Gradescope receive."""
