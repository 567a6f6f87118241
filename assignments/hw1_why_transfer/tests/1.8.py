from otter.test_files import test_case

OK_FORMAT = False

name = "1.8"
points = None

@test_case(points=None, hidden=False,
    success_message="Your answer is noted. The grader will tell you whether it is right.")
def test_answer_1_8(answer_1_8):
    from lab.checks.questions import check_choice
    check_choice('1.8', answer_1_8)
