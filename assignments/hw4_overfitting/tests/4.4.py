from otter.test_files import test_case

OK_FORMAT = False

name = "4.4"
points = None

@test_case(points=None, hidden=False,
    success_message="Six letters, six diagnoses. Whether they are right, the grader says after you hand in.")
def test_readings(readings):
    from lab.checks import hw4
    hw4.check_readings(readings)
