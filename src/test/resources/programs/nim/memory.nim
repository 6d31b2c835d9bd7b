var all: seq[string]
while true: all.add(newString(1 shl 20) & "x")
