from otter.test_files import test_case

OK_FORMAT = False

name = "3.8"
points = None

@test_case(points=None, hidden=False,
    success_message="Every answer is one of the strategies, and pictures, their kind and time all play a part.")
def test_choose_strategy(choose_strategy):
    from lab.checks import hw3
    hw3.check_choose_strategy(choose_strategy)
