import socket

print("ok" if any(name == "lo" for _, name in socket.if_nameindex()) else "no loopback device")
