import os

for name in ("cpuinfo", "meminfo", "stat", "uptime", "loadavg"):
    with open(f"/proc/{name}") as file:
        assert file.read(), name
assert os.cpu_count() and os.getloadavg()
print("ok")
