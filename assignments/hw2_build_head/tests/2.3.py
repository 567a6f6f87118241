from otter.test_files import test_case

OK_FORMAT = False

name = "2.3"
points = None

@test_case(points=None, hidden=False,
    success_message="Your prediction and your rule agree. Run the next cell to see whether the model agrees with you.")
def test_output_shape(predicted_shape, output_shape):
    from lab.checks import hw2
    hw2.check_output_shape(predicted_shape, output_shape)
