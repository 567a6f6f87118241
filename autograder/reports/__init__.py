"""Pure renderers of results."""
