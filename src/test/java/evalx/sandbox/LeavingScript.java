package evalx.sandbox;

/** Objects of the kernel that outlive their process, some so that their owner may not even look. */
final class LeavingScript {
  /** In Python; says which are there, and makes them first if its argument is "leave". */
  static final String CODE =
      """
      import ctypes, os, sys
      libc = ctypes.CDLL(None)
      leave = sys.argv[1] == 'leave'
      key, create, opened = 20261130, 0o1000 if leave else 0, os.O_RDWR | (os.O_CREAT if leave else 0)
      one_message = (ctypes.c_long * 8)(0, 1, 8)
      found = {
          'segment': libc.shmget(key, 4096 if leave else 0, create),
          'queue': libc.msgget(key, create),
          'semaphores': libc.semget(key, 1 if leave else 0, create),
          'POSIX queue': libc.mq_open(b'/left', opened, 0o600, one_message),
          'POSIX memory': libc.shm_open(b'/left', opened, 0o600),
      }
      print(*(name for name, number in found.items() if number >= 0), sep=', ')
      """;

  private LeavingScript() {}
}
