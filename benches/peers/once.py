"""Runs one command and prints what it took as JSON. A process of its own, since a child's peak memory cannot be read below
that of the process that starts it. MIT licence, part of sekisho."""
import json
import os
import subprocess
import sys
import time


def busy():
    values = list(map(int, open("/proc/stat").readline().split()[1:9]))
    return sum(values) - values[3] - values[4]


before, start = busy(), time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
wall, cpu = time.monotonic() - start, usage.ru_utime + usage.ru_stime
rest = (busy() - before) / os.sysconf("SC_CLK_TCK") - cpu
others = max(0.0, rest) / wall / os.cpu_count()
print(json.dumps({"wall": wall, "cpu": cpu, "mib": usage.ru_maxrss / 1024, "others": others, "code": child.returncode}))
