"""What the course is: its assignments, where their files lie, what being late costs, what is asked."""

from autograder.course.config import Assignment, Course, Limits, Visibility, load_course, parse_course
from autograder.course.folder import AssignmentFiles, CourseFolder, course_folder

__all__ = [
    "Assignment",
    "AssignmentFiles",
    "Course",
    "CourseFolder",
    "Limits",
    "Visibility",
    "course_folder",
    "load_course",
    "parse_course",
]
