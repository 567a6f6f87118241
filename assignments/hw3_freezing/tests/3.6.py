from otter.test_files import test_case

OK_FORMAT = False

name = "3.6"
points = None

@test_case(points=None, hidden=False,
    success_message="Your model ends at the layer that is named, and the curve is complete.")
def test_features_at(load_base, features_at, depth_accuracy):
    from lab.checks import hw3
    hw3.check_features_at(load_base, features_at, depth_accuracy)
