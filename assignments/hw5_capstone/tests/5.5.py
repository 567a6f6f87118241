from otter.test_files import test_case

OK_FORMAT = False

name = "5.5"
points = None

@test_case(points=None, hidden=False,
    success_message="Your choice follows from your runs. The marks are given at the door, on new pictures.")
def test_choice(choice, runs):
    from lab.checks import hw5
    hw5.check_strategy(choice, runs)
