from otter.test_files import test_case

OK_FORMAT = False

name = "3.4"
points = None

@test_case(points=None, hidden=False,
    success_message="The head has converged, and the base is unchanged.")
def test_phase_1(load_base, base, model, head_rate, history_1, weights_1):
    from lab.checks import hw3
    hw3.check_phase_1(load_base, base, model, head_rate, history_1, weights_1)
