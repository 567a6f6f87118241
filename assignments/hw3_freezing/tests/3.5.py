from otter.test_files import test_case

OK_FORMAT = False

name = "3.5"
points = None

@test_case(points=None, hidden=False,
    success_message="The top blocks have adapted, the rest of the base is unchanged, and accuracy reaches the goal.")
def test_phase_2(load_base, model, head_rate, fine_rate, history_2):
    from lab.checks import hw3
    hw3.check_phase_2(load_base, model, head_rate, fine_rate, history_2)
