# tries: to change the priority and the limits of other processes
# must not: they stay as they are
# would: others
# undefended: open
# earns: 3

# %% first
import os, resource
for pid in (K.BYSTANDER,) if K.OPEN_SETTING else (K.BYSTANDER, K.SUPERVISOR, K.ZYGOTE):
    attempt("adjust", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
    attempt("adjust", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (10, 10)))
    attempt("adjust", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)))
    attempt("write", lambda: open(f"/proc/{pid}/oom_score_adj", "w").write("1000"))
tell()
