from otter.test_files import test_case

OK_FORMAT = False

name = "4.3"
points = None

@test_case(points=None, hidden=False,
    success_message="Your rules tell all six textbook cases apart.")
def test_diagnose(diagnose):
    from lab.checks import hw4
    hw4.check_diagnose(diagnose)
