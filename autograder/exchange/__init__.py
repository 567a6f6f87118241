"""What crosses between processes: data, never code."""
