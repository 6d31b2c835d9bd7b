package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Puts frames together and sends them. */
final class FrameWriter {
  private final ByteChannel channel;
  private ByteBuffer out = Frames.buffer();
  private int frameStart;

  FrameWriter(ByteChannel channel) {
    this.channel = channel;
  }

  /** Starts a frame; its size is filled in by {@link #end}. */
  void begin(int type) throws IOException {
    if (Frames.MAX_BUFFER - out.position() < Frames.HEADER + Frames.MAX_PAYLOAD) {
      flush();
    }
    out = Frames.grown(out, Frames.HEADER);
    frameStart = out.position();
    out.putInt(0).put((byte) type);
  }

  void end() {
    out.putInt(frameStart, out.position() - frameStart - Frames.HEADER);
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
    if (bytes.length >= Frames.MAX_PAYLOAD) {
      throw new IllegalArgumentException("a string is longer than the protocol allows");
    }
    putShort(bytes.length);
    putBytes(bytes);
  }

  /** Sends bytes as DATA frames. */
  void putBlob(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += Frames.MAX_PAYLOAD) {
      begin(Frames.DATA);
      int part = Math.min(Frames.MAX_PAYLOAD, bytes.length - at);
      room(part).put(bytes, at, part);
      end();
    }
  }

  /**
   * Sends this many bytes as DATA frames.
   *
   * @throws EOFException when there are fewer
   */
  void putBlob(InputStream bytes, long size) throws IOException {
    var chunk = new byte[Frames.MAX_PAYLOAD];
    for (long left = size; left > 0; ) {
      int part = bytes.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
      if (part == 0) {
        throw new EOFException("a file is shorter than it was");
      }
      begin(Frames.DATA);
      room(part).put(chunk, 0, part);
      end();
      left -= part;
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

  private ByteBuffer room(int bytes) {
    if (out.position() - frameStart - Frames.HEADER + bytes > Frames.MAX_PAYLOAD) {
      throw new IllegalArgumentException("a request is longer than the protocol allows");
    }
    out = Frames.grown(out, bytes);
    return out;
  }
}
