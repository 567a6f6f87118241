"""Wrong submissions derived from a reference by typical mistakes, and whether the graders notice."""
