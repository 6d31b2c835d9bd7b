with open("/dev/stderr", "w") as err:
    err.write("a remark\n")
print("ok")
