from otter.test_files import test_case

OK_FORMAT = False

name = "3.7"
points = None

@test_case(points=None, hidden=False,
    success_message="Your answer can be read. After you hand in, the grader says whether it is right, and why.")
def test_curves(answer_3_7):
    from lab.checks.questions import check_choice
    check_choice('3.7', answer_3_7)
