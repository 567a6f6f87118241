from otter.test_files import test_case

OK_FORMAT = False

name = "4.4"
points = None

@test_case(points=None, hidden=False,
    success_message="Six letters, six diagnoses. After you hand in, the grader says whether they are right.")
def test_readings(readings):
    from lab.checks import hw4
    hw4.check_readings(readings)
