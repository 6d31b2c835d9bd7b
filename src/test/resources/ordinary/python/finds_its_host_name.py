import socket

print("ok" if socket.gethostbyname(socket.gethostname()).startswith("127.") else "elsewhere")
