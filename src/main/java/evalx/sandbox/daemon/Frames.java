package evalx.sandbox.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** Frames of the daemon's protocol on one channel: isolate/PROTOCOL.md is the specification. */
record Frames(FrameWriter out, FrameReader in) {
  static final int HELLO = 0x01;
  static final int DATA = 0x02;
  static final int FILE = 0x03;
  static final int STORE = 0x10;
  static final int RUN = 0x11;
  static final int LEASE = 0x12;
  static final int RELEASE = 0x13;
  static final int FETCH = 0x14;
  static final int INPUT = 0x15;
  static final int INPUT_END = 0x16;
  static final int SIGNAL = 0x17;
  static final int OK = 0x80;
  static final int REPORT = 0x81;
  static final int MISSING = 0x82;
  static final int FAILURE = 0x83;
  static final int BUSY = 0x84;
  static final int STORED = 0x85;
  static final int FILES = 0x86;
  static final int FULL = 0x87;
  static final int STDOUT = 0x88;
  static final int STDERR = 0x89;

  static final int HEADER = 5;
  static final int MAX_PAYLOAD = 65536;
  static final int MAX_BUFFER = 2 * (HEADER + MAX_PAYLOAD);

  /** Buffers grow to what a connection needs, because there may be a thousand connections. */
  private static final int MIN_BUFFER = 8192;

  /** All connections of the daemon are taken. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("all connections of the sandbox daemon are taken");
    }
  }

  /** Artifacts in use leave the store no room for another; the connection is as good as before. */
  static final class StoreFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFull() {
      super("artifacts in use leave the sandbox's store no room for another");
    }
  }

  Frames(ByteChannel channel) {
    this(new FrameWriter(channel), new FrameReader(channel));
  }

  /** A buffer for frames; replaced when it is too small. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(MIN_BUFFER);
  }

  /** A buffer with the same content before its position, and with room for this many bytes. */
  static ByteBuffer grown(ByteBuffer buffer, int bytes) {
    if (buffer.remaining() >= bytes) {
      return buffer;
    }
    int needed = buffer.position() + bytes;
    var larger =
        ByteBuffer.allocateDirect(Math.max(needed, Math.min(MAX_BUFFER, 2 * buffer.capacity())));
    return larger.put(buffer.flip());
  }
}
