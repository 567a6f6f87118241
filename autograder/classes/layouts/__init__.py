"""What each platform's download looks like; one module for each.

Who a file belongs to is read from the part of its name that the platform wrote, which comes first: what a student has
called a file never decides whose it is.
"""
