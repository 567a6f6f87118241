from otter.test_files import test_case

OK_FORMAT = False

name = "5.6"
points = None

@test_case(points=None, hidden=False,
    success_message="Your answer is noted. After you hand in, the grader says whether it is the best one, and why.")
def test_answer(answer_5_6):
    from lab.checks.questions import check_choice
    check_choice('5.6', answer_5_6)
