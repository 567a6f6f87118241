"""Reading what students hand in."""
