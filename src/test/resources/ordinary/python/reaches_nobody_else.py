import errno
import socket

try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print("ok" if error.errno == errno.ENETUNREACH else error)
