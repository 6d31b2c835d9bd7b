import socket

receiver = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
receiver.bind(("::1", 0))
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"ok", receiver.getsockname())
print(receiver.recv(9).decode())
