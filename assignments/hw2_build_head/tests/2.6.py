from otter.test_files import test_case

OK_FORMAT = False

name = "2.6"
points = None

@test_case(points=None, hidden=False,
    success_message="The head has learned, and it does well on the validation set.")
def test_training(model, history):
    from lab.checks import hw2
    hw2.check_training(model, history)
