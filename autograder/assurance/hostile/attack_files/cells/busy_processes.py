# tries: to keep two dozen processes busy, each of which gets as much of the processors as a neighbour
# must not: all of them together get one share
# would: resources
# undefended: naive
# stopped by: shares of the processors

# %% first
import os, subprocess, time
several = "i=0; while [ $i -lt 24 ]; do timeout --foreground 3 sh -c 'while :; do :; done' & i=$((i+1)); done; wait"
parent = subprocess.Popen(["/bin/sh", "-c", several], start_new_session=True)
time.sleep(2.5)
nice = os.getpriority(os.PRIO_PGRP, parent.pid)
group = open("/proc/self/cgroup").read()
boast(f"niceness {nice} in {group}", nice < 15 and "autograder" not in group)
