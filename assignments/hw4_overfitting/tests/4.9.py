from otter.test_files import test_case

OK_FORMAT = False

name = "4.9"
points = None

@test_case(points=None, hidden=False,
    success_message="Your answer is noted. A person will read it.")
def test_answer(answer_4_9):
    from lab.checks.questions import check_written
    check_written('4.9', answer_4_9)
