from otter.test_files import test_case

OK_FORMAT = False

name = "5.1"
points = None

@test_case(points=None, hidden=False,
    success_message="Each cat is a 1, and every other animal is a 0.")
def test_is_cat(is_cat):
    from lab.checks import hw5
    hw5.check_labels(is_cat)
