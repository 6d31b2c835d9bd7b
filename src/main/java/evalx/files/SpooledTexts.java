package evalx.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Texts of a request, each in a file of its own until the request has been answered for. */
public final class SpooledTexts implements AutoCloseable {
  private final ArrivingFiles arriving;
  private final Map<String, Path> files = new HashMap<>();

  SpooledTexts(ArrivingFiles arriving) {
    this.arriving = arriving;
  }

  /**
   * Reads a text to its end.
   *
   * @return its name, which follows from its content
   * @throws FileStoreFull when the disk has no room
   * @throws FilesAway when it fails
   * @throws IOException when the text cannot be read
   */
  public String keep(InputStream text) throws IOException {
    var file = arriving.create();
    try {
      var name = ArrivingFiles.receive(text, file).sha256();
      if (files.putIfAbsent(name, file) != null) {
        ArrivingFiles.discard(file);
      }
      return name;
    } catch (IOException | RuntimeException e) {
      ArrivingFiles.discard(file);
      throw e;
    }
  }

  /** The text of a name; empty where there is none. */
  public Optional<Text> find(String name) {
    return Optional.ofNullable(files.get(name)).map(Text::new);
  }

  /** A text. */
  public static final class Text {
    private final Path file;

    private Text(Path file) {
      this.file = file;
    }

    /** Bytes. */
    public long size() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw new FilesAway(e);
      }
    }

    /** A failure of the disk is no failure of the text. */
    public InputStream open() {
      try {
        return new FilterInputStream(Files.newInputStream(file)) {
          @Override
          public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            try {
              return in.read(into, offset, length);
            } catch (IOException e) {
              throw new FilesAway(e);
            }
          }
        };
      } catch (IOException e) {
        throw new FilesAway(e);
      }
    }

    /** Whether its last byte is this one. */
    public boolean endsWith(char last) {
      try (var in = open()) {
        in.skipNBytes(size() - 1);
        return in.read() == last;
      } catch (IOException e) {
        throw new FilesAway(e);
      }
    }
  }

  @Override
  public void close() {
    files.values().forEach(ArrivingFiles::discard);
  }
}
