"""What the course is, and where its files are."""

from autograder.course.base_model import BaseModelEntry, PixelRange
from autograder.course.config import Assignment, Course, Keep, Limits, Visibility, load_course, parse_course
from autograder.course.folder import (
    AssignmentFiles,
    CourseFolder,
    bundled_course,
    course_folder,
    nearest_course,
    working_on,
)

__all__ = [
    "Assignment",
    "AssignmentFiles",
    "BaseModelEntry",
    "Course",
    "CourseFolder",
    "Keep",
    "Limits",
    "PixelRange",
    "Visibility",
    "bundled_course",
    "course_folder",
    "load_course",
    "nearest_course",
    "parse_course",
    "working_on",
]
