from otter.test_files import test_case

OK_FORMAT = False

name = "4.11"
points = None

@test_case(points=None, hidden=False,
    success_message="Your answer can be read. After you hand in, the grader says whether it is right, and why.")
def test_question(answer_4_11):
    from lab.checks.questions import check_choice
    check_choice('4.11', answer_4_11)
