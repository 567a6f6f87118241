from otter.test_files import test_case

OK_FORMAT = False

name = "3.2"
points = None

@test_case(points=None, hidden=False,
    success_message="Your number and your rule agree, and Keras gets the same count.")
def test_count_trainable(trainable_count, count_trainable):
    from lab.checks import hw3
    hw3.check_count_trainable(trainable_count, count_trainable)
