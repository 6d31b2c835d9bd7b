package evalx.dialect.judge0;

import evalx.format.Json;
import evalx.submission.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of a zip archive, within a bound of what they unpack to. A few bytes of an archive may
 * be many, so that only small files are unpacked into the heap.
 */
final class ZipFiles {
  /** MAX_EXTRACT_SIZE of Judge0. */
  static final int MAX_KB = 10_240;

  /** What the one way in takes at most. */
  private static final int MAX_FILES = 100;

  private static final byte[] NOTHING = {};

  /** What an archive without entries begins with: the record at its end. */
  private static final byte[] EMPTY = {'P', 'K', 5, 6};

  private final LargeData large;
  private final Set<String> taken;
  private final List<SourceFile> files = new ArrayList<>();
  private int heapLeft;
  private long left = MAX_KB * 1024L;

  private ZipFiles(LargeData large, Set<String> taken) {
    this.large = large;
    this.taken = new HashSet<>(taken);
    this.heapLeft = large.maxHeap();
  }

  /**
   * The files in the order of the archive; none where it has folders alone, or nothing.
   *
   * @param archive in base64
   * @param taken names of files that are there already and stay as they are
   * @throws Refused when it is none, or unpacks to too much
   */
  static List<SourceFile> of(String archive, LargeData large, Set<String> taken) {
    var bytes = Base64Text.decode(archive);
    var files = new ZipFiles(large, taken);
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      var entry = zip.getNextEntry();
      if (entry == null && !isEmpty(bytes)) {
        throw refused("is not a zip archive in base64");
      }
      for (; entry != null; entry = zip.getNextEntry()) {
        files.add(entry, zip);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused("is not a zip archive in base64");
    }
    return files.files;
  }

  private static boolean isEmpty(byte[] archive) {
    return archive.length >= EMPTY.length
        && Arrays.equals(archive, 0, EMPTY.length, EMPTY, 0, EMPTY.length);
  }

  private void add(ZipEntry entry, InputStream zip) throws IOException {
    var name = entry.getName();
    var unpacked = new Unpacked(zip);
    if (entry.isDirectory() || !taken.add(name)) {
      unpacked.transferTo(OutputStream.nullOutputStream());
      return;
    }
    if (files.size() == MAX_FILES) {
      throw refused("has more than " + MAX_FILES + " files");
    }
    var content = unpacked.readNBytes(heapLeft + 1);
    if (content.length <= heapLeft) {
      heapLeft -= content.length;
      files.add(new SourceFile(name, content));
    } else if (large.store().isPresent()) {
      var whole = new SequenceInputStream(new ByteArrayInputStream(content), unpacked);
      files.add(new SourceFile(name, NOTHING, large.store().get().add(whole)));
    } else {
      throw refused("unpacks to more than " + large.maxHeap() + " bytes");
    }
  }

  /** An entry, which does not close the archive; each is bounded, and all of them together. */
  private final class Unpacked extends FilterInputStream {
    private long leftOfFile = large.maxFile();

    Unpacked(InputStream zip) {
      super(zip);
    }

    @Override
    public int read() throws IOException {
      return counted(in.read(), 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      var count = in.read(into, offset, length);
      return counted(count, count);
    }

    private int counted(int read, int bytes) {
      if (read >= 0) {
        left -= bytes;
        leftOfFile -= bytes;
      }
      if (leftOfFile < 0) {
        throw refused("has a file of more than " + large.maxFile() + " bytes");
      }
      if (left < 0) {
        throw refused("unpacks to more than " + MAX_KB + " KB");
      }
      return read;
    }

    @Override
    public void close() {
      // The next entry follows.
    }
  }

  static Refused refused(String message) {
    var errors = Json.MAPPER.createObjectNode();
    errors.putArray(Attributes.ADDITIONAL_FILES).add(message);
    return new Refused(422, errors);
  }
}
