package evalx.sandbox;

import java.util.Map;

/** What ordinary programs ask of the machine, as scripts in Python; each prints "ok". */
final class OrdinaryScripts {
  /** Bytes, less than their memory. */
  static final long STACK = 8 << 20;

  static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("opens /dev/stdout", "open('/dev/stdout', 'w').write('ok\\n')"),
          Map.entry("opens /dev/stderr", "open('/dev/stderr', 'w'); print('ok')"),
          Map.entry(
              "is refused a lock that is taken",
              """
              import fcntl
              a, b = open('lock', 'w'), open('lock', 'w')
              fcntl.flock(a, fcntl.LOCK_EX)
              try: fcntl.flock(b, fcntl.LOCK_EX | fcntl.LOCK_NB)
              except BlockingIOError: print('ok')
              """),
          Map.entry(
              "serves itself over TCP",
              """
              import socket
              server = socket.create_server(('127.0.0.1', 0))
              client = socket.create_connection(server.getsockname())
              server.accept()[0].sendall(b'ok')
              print(client.recv(2).decode())
              """),
          Map.entry(
              "finds its host name",
              "import socket; socket.gethostbyname(socket.gethostname()); print('ok')"),
          Map.entry(
              "reaches nobody",
              """
              import socket
              try: socket.create_connection(('192.0.2.1', 80), timeout=9)
              except OSError as e: print('ok' if e.errno == 101 else e)
              """),
          Map.entry(
              "reads figures of the machine",
              """
              for name in ('cpuinfo', 'meminfo', 'stat', 'uptime', 'loadavg'):
                  assert open('/proc/' + name).read()
              print('ok')
              """),
          Map.entry(
              "watches a folder",
              """
              import ctypes, os
              libc = ctypes.CDLL(None)
              watch = libc.inotify_init1(0)
              libc.inotify_add_watch(watch, b'.', 0x100)
              open('made', 'w')
              print('ok' if b'made' in os.read(watch, 4096) else 'nothing')
              """),
          Map.entry(
              "lists interfaces",
              "import socket; print('ok' if socket.if_nameindex() else 'none')"),
          Map.entry(
              "sets limits",
              """
              import resource
              resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
              hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
              resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
              print('ok')
              """),
          Map.entry(
              "raises its stack",
              """
              import resource
              soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
              resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, hard))
              print('ok' if soft == 8 << 20 else soft)
              """));

  private OrdinaryScripts() {}
}
