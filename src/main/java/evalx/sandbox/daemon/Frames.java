package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.SandboxFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames of the daemon's protocol on one channel: isolate/PROTOCOL.md is the specification. */
final class Frames {
  static final int HELLO = 0x01;
  static final int DATA = 0x02;
  static final int FILE = 0x03;
  static final int STORE = 0x10;
  static final int RUN = 0x11;
  static final int LEASE = 0x12;
  static final int RELEASE = 0x13;
  static final int FETCH = 0x14;
  static final int OK = 0x80;
  static final int REPORT = 0x81;
  static final int MISSING = 0x82;
  static final int FAILURE = 0x83;
  static final int BUSY = 0x84;
  static final int STORED = 0x85;
  static final int FILES = 0x86;
  static final int FULL = 0x87;

  private static final int ID_BYTES = 32;
  private static final int HEADER = 5;
  private static final int PAYLOAD_MAX = 65536;

  /** Buffers grow to what a connection needs, because there may be a thousand connections. */
  private static final int MIN_BUFFER = 8192;

  private static final int MAX_BUFFER = 2 * (HEADER + PAYLOAD_MAX);

  private final ByteChannel channel;
  private ByteBuffer out = ByteBuffer.allocateDirect(MIN_BUFFER);
  private ByteBuffer in = ByteBuffer.allocateDirect(MIN_BUFFER);
  private int frameStart;

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
    this.channel = channel;
    in.flip();
  }

  /** Starts a frame; its size is filled in by {@link #end}. */
  void begin(int type) throws IOException {
    if (MAX_BUFFER - out.position() < HEADER + PAYLOAD_MAX) {
      flush();
    }
    out = grown(out, HEADER);
    frameStart = out.position();
    out.putInt(0).put((byte) type);
  }

  void end() {
    out.putInt(frameStart, out.position() - frameStart - HEADER);
  }

  void putByte(int value) {
    room(1).put((byte) value);
  }

  void putShort(int value) {
    room(2).putShort((short) value);
  }

  void putInt(int value) {
    room(4).putInt(value);
  }

  void putLong(long value) {
    room(8).putLong(value);
  }

  void putBytes(byte[] bytes) {
    room(bytes.length).put(bytes);
  }

  void putId(ArtifactId id) {
    putBytes(HexFormat.of().parseHex(id.sha256()));
  }

  /**
   * @throws IllegalArgumentException for a NUL
   */
  void putString(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a string contains a NUL");
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= PAYLOAD_MAX) {
      throw new IllegalArgumentException("a string is longer than the protocol allows");
    }
    putShort(bytes.length);
    putBytes(bytes);
  }

  /** Sends bytes as DATA frames. */
  void putBlob(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += PAYLOAD_MAX) {
      begin(DATA);
      int part = Math.min(PAYLOAD_MAX, bytes.length - at);
      room(part).put(bytes, at, part);
      end();
    }
  }

  /** Drops what was put since the last flush, after a value that cannot be sent. */
  void discard() {
    out.clear();
  }

  void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
  }

  /** Reads a whole frame and returns its type; the take methods then read its payload. */
  int next() throws IOException {
    fill(HEADER);
    int size = in.getInt();
    if (size < 0 || size > PAYLOAD_MAX) {
      throw new ProtocolException("a frame has " + size + " bytes");
    }
    int type = Byte.toUnsignedInt(in.get());
    fill(size);
    return type;
  }

  /**
   * Reads the frame of an answer.
   *
   * @throws Busy when all connections of the daemon are taken
   * @throws ArtifactMissing when the daemon says so
   * @throws StoreFull when the daemon says so
   * @throws SandboxFailure when the sandbox broke, after which the daemon closes the connection
   */
  void expect(int type) throws IOException {
    int answer = next();
    if (answer == type) {
      return;
    }
    switch (answer) {
      case MISSING -> throw new ArtifactMissing(takeId());
      case FAILURE -> throw new SandboxFailure(takeString());
      case BUSY -> throw new Busy();
      case FULL -> throw new StoreFull();
      default -> throw new ProtocolException("unexpected answer of type " + answer);
    }
  }

  int takeByte() {
    return Byte.toUnsignedInt(in.get());
  }

  int takeInt() {
    return in.getInt();
  }

  int takeShort() {
    return Short.toUnsignedInt(in.getShort());
  }

  long takeLong() {
    return in.getLong();
  }

  ArtifactId takeId() {
    return new ArtifactId(HexFormat.of().formatHex(takeBytes(ID_BYTES)));
  }

  byte[] takeBytes(int size) {
    var bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  String takeString() {
    return new String(takeBytes(takeShort()), StandardCharsets.UTF_8);
  }

  /** Reads DATA frames with this many bytes in all. */
  byte[] takeBlob(long size) throws IOException {
    var bytes = new byte[Math.toIntExact(size)];
    for (int at = 0; at < bytes.length; ) {
      int part = nextChunk(bytes.length - at);
      in.get(bytes, at, part);
      at += part;
    }
    return bytes;
  }

  /** Reads DATA frames with this many bytes in all and copies them to the target. */
  void takeBlob(long size, OutputStream target) throws IOException {
    var chunk = new byte[PAYLOAD_MAX];
    for (long at = 0; at < size; ) {
      int part = nextChunk(size - at);
      in.get(chunk, 0, part);
      target.write(chunk, 0, part);
      at += part;
    }
  }

  private int nextChunk(long left) throws IOException {
    fill(HEADER);
    int part = in.getInt();
    if (takeByte() != DATA || part <= 0 || part > Math.min(PAYLOAD_MAX, left)) {
      throw new ProtocolException("expected a DATA frame");
    }
    fill(part);
    return part;
  }

  private ByteBuffer room(int bytes) {
    if (out.position() - frameStart - HEADER + bytes > PAYLOAD_MAX) {
      throw new IllegalArgumentException("a request is longer than the protocol allows");
    }
    out = grown(out, bytes);
    return out;
  }

  /** A buffer with the same content before its position, and with room for this many bytes. */
  private static ByteBuffer grown(ByteBuffer buffer, int bytes) {
    if (buffer.remaining() >= bytes) {
      return buffer;
    }
    int needed = buffer.position() + bytes;
    var larger =
        ByteBuffer.allocateDirect(Math.max(needed, Math.min(MAX_BUFFER, 2 * buffer.capacity())));
    return larger.put(buffer.flip());
  }

  private void fill(int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return;
    }
    in.compact();
    in = grown(in, bytes - Math.min(bytes, in.position()));
    try {
      while (in.position() < bytes) {
        if (channel.read(in) < 0) {
          throw new EOFException("the daemon closed the connection");
        }
      }
    } finally {
      in.flip();
    }
  }
}
