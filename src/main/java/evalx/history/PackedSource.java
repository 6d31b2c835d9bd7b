package evalx.history;

import evalx.submission.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files of a program as the history keeps them: in one gzip, within a number of bytes. */
final class PackedSource {
  /**
   * All files together, before compression; what is packed then has less than 1 MiB, H2's limit for
   * a value.
   */
  static final int MAX_BYTES = 512 << 10;

  private static final int MAX_FILES = 256;
  private static final int MAX_NAME_CHARS = 1024;
  private static final int MAX_UNPACKED_BYTES =
      MAX_BYTES + MAX_FILES * (3 * MAX_NAME_CHARS + 8) + 8;

  private PackedSource() {}

  static byte[] pack(List<SourceFile> files) {
    return Gzip.pack(bytes(files));
  }

  /** As {@link #pack}, in less time and without being smaller. */
  static byte[] wrap(List<SourceFile> files) {
    return Gzip.wrap(bytes(files));
  }

  private static byte[] bytes(List<SourceFile> files) {
    var kept = kept(files);
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      out.writeBoolean(kept.truncated());
      out.writeInt(kept.files().size());
      for (SourceFile file : kept.files()) {
        out.writeUTF(file.name());
        out.writeInt(file.content().length);
        out.write(file.content());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static StoredSource kept(List<SourceFile> files) {
    var kept = new ArrayList<SourceFile>();
    int left = MAX_BYTES;
    boolean truncated = files.size() > MAX_FILES;
    for (SourceFile file : files.subList(0, Math.min(files.size(), MAX_FILES))) {
      int length = Math.min(file.content().length, left);
      truncated |= length < file.content().length;
      left -= length;
      kept.add(
          new SourceFile(
              CleanText.of(file.name(), MAX_NAME_CHARS), Arrays.copyOf(file.content(), length)));
    }
    return new StoredSource(kept, truncated);
  }

  /**
   * The files that were packed.
   *
   * @throws IOException when the bytes are not what {@link #pack} makes
   */
  static StoredSource unpack(byte[] packed) throws IOException {
    var bytes = Gzip.unpack(packed, MAX_UNPACKED_BYTES);
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    boolean truncated = in.readBoolean();
    int count = in.readInt();
    var files = new ArrayList<SourceFile>();
    for (int i = 0; i < count; i++) {
      var name = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > in.available()) {
        throw new IOException(
            "a file of " + length + " bytes, of which " + in.available() + " are there");
      }
      files.add(new SourceFile(name, in.readNBytes(length)));
    }
    return new StoredSource(files, truncated);
  }
}
