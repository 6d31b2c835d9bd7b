package evalx.compilation;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactNames;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a compile server says of a source.
 *
 * @param compiled whether the source is right
 * @param cpu time of the compilation
 * @param said the compiler's messages
 * @param files what it made
 */
record CompileAnswer(boolean compiled, Duration cpu, byte[] said, List<ArtifactFile> files) {
  /** The most bytes that an answer has, and the most that it takes to read one. */
  static final int MAX_BYTES = 32 << 20;

  private static final int MAX_FILES = 4096;
  private static final long MAX_CPU_NANOS = Duration.ofHours(1).toNanos();

  CompileAnswer {
    files = List.copyOf(files);
  }

  /** What a compile server is sent for a source. */
  static byte[] question(String path, byte[] source) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      var name = path.getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
      out.writeInt(source.length);
      out.write(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an answer, which may be anything: its process has read what users sent.
   *
   * @throws IllegalArgumentException when it is none
   */
  static CompileAnswer read(ByteBuffer in) {
    try {
      var compiled = in.get() == 1;
      var cpu = Duration.ofNanos(between(0, in.getLong(), MAX_CPU_NANOS));
      var said = bytes(in);
      var files = new ArrayList<ArtifactFile>();
      for (long i = between(0, in.getInt(), MAX_FILES); i > 0; i--) {
        var name = new String(bytes(in), StandardCharsets.UTF_8);
        files.add(new ArtifactFile(name, bytes(in), false));
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("there are bytes after the last file");
      }
      ArtifactNames.check(files);
      return new CompileAnswer(compiled, cpu, said, files);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends too early", e);
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    var bytes = new byte[(int) between(0, in.getInt(), in.remaining())];
    in.get(bytes);
    return bytes;
  }

  private static long between(long min, long value, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not between " + min + " and " + max);
    }
    return value;
  }
}
