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

/** Receives frames and takes them apart. */
final class FrameReader {
  private static final int ID_BYTES = 32;

  private final ByteChannel channel;
  private ByteBuffer in = Frames.buffer();
  private int payload;

  FrameReader(ByteChannel channel) {
    this.channel = channel;
    in.flip();
  }

  /** Reads a whole frame and returns its type; the take methods then read its payload. */
  int next() throws IOException {
    fill(Frames.HEADER);
    int size = in.getInt();
    if (size < 0 || size > Frames.MAX_PAYLOAD) {
      throw new ProtocolException("a frame has " + size + " bytes");
    }
    int type = Byte.toUnsignedInt(in.get());
    fill(size);
    payload = size;
    return type;
  }

  /**
   * Reads the frame of an answer.
   *
   * @throws Frames.Busy when all connections of the daemon are taken
   * @throws ArtifactMissing when the daemon says so
   * @throws Frames.StoreFull when the daemon says so
   * @throws SandboxFailure when the sandbox broke, after which the daemon closes the connection
   */
  void expect(int type) throws IOException {
    int answer = answer();
    if (answer != type) {
      throw new ProtocolException("unexpected answer of type " + answer);
    }
  }

  /** Reads the frame of any answer, and returns its type; fails as {@link #expect} does. */
  int answer() throws IOException {
    int answer = next();
    return switch (answer) {
      case Frames.MISSING -> throw new ArtifactMissing(takeId());
      case Frames.FAILURE -> throw new SandboxFailure(takeString());
      case Frames.BUSY -> throw new Frames.Busy();
      case Frames.FULL -> throw new Frames.StoreFull();
      default -> answer;
    };
  }

  /** All of the frame that was read last. */
  byte[] takePayload() {
    return takeBytes(payload);
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
    var chunk = new byte[(int) Math.min(Frames.MAX_PAYLOAD, size)];
    for (long at = 0; at < size; ) {
      int part = nextChunk(size - at);
      in.get(chunk, 0, part);
      target.write(chunk, 0, part);
      at += part;
    }
  }

  private int nextChunk(long left) throws IOException {
    fill(Frames.HEADER);
    int part = in.getInt();
    if (takeByte() != Frames.DATA || part <= 0 || part > Math.min(Frames.MAX_PAYLOAD, left)) {
      throw new ProtocolException("expected a DATA frame");
    }
    fill(part);
    return part;
  }

  private void fill(int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return;
    }
    in.compact();
    in = Frames.grown(in, bytes - Math.min(bytes, in.position()));
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
