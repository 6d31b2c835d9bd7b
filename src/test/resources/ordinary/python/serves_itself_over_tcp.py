import socket
import threading

listener = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"ok\n")


threading.Thread(target=serve).start()
with socket.create_connection(listener.getsockname()) as client:
    print(client.makefile().readline(), end="")
