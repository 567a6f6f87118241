"""Set up and run the Gradescope zips in a fresh minimal Debian, and compare with what ``autograder grade`` says.

    python -m benchmarks.fresh_container [HW]... [--all] [--fresh] [--json]

For each assignment (hw4 by default) the zip is built and unpacked as Gradescope does; its ``setup.sh`` runs in a
root file system that has nothing but what debootstrap puts there; then ``run_autograder`` grades the reference
solution and the untouched stub, without network, in 0.5 processors and 768 MB. Every check's number, status and score
must be those of the ordinary path.

The root file system, and the virtual environment that ``setup.sh`` makes, are kept for the next time, the latter for
as long as ``setup.sh`` and the locked requirements stay the same. The status is 0 if all is the same, 1 if not, and 77
if this machine cannot make containers. Needs root, and Debian or Ubuntu.
"""
