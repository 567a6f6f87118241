# tries: another program that stays behind
# must not: nothing is left running
# would: left
# undefended: naive
# earns: 3
# stopped by: sweep of processes

# %% first
import subprocess
subprocess.Popen(["/bin/sh", "-c", "sleep 60 & sleep 61 & wait"], start_new_session=True)
