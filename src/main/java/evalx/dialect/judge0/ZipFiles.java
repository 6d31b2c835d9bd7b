package evalx.dialect.judge0;

import evalx.format.Json;
import evalx.submission.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;

/** The files of a zip archive, within a bound of what they unpack to. */
final class ZipFiles {
  /** MAX_EXTRACT_SIZE of Judge0. */
  static final int MAX_KB = 10_240;

  private static final int MAX_ENTRIES = 1000;

  private ZipFiles() {}

  /**
   * The files in the order of the archive.
   *
   * @param archive in base64
   */
  static List<SourceFile> of(String archive) {
    var files = new ArrayList<SourceFile>();
    var left = MAX_KB * 1024;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(Base64Text.decode(archive)))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var content = zip.readNBytes(left + 1);
        left -= content.length;
        if (left < 0 || files.size() == MAX_ENTRIES) {
          throw refused("unpacks to more than " + MAX_KB + " KB or " + MAX_ENTRIES + " files");
        }
        if (!entry.isDirectory()) {
          files.add(new SourceFile(entry.getName(), content));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused("is not a zip archive in base64");
    }
    if (files.isEmpty()) {
      throw refused("is not a zip archive in base64");
    }
    return files;
  }

  private static Refused refused(String message) {
    var errors = Json.MAPPER.createObjectNode();
    errors.putArray(Attributes.ADDITIONAL_FILES).add(message);
    return new Refused(422, errors);
  }
}
