package evalx.dialect.sandboxfusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.files.FileStore;
import evalx.format.Json;
import evalx.intake.FileName;
import evalx.submission.CaseResult;
import evalx.submission.FileId;
import evalx.submission.OutputFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The files of a run that its client fetches with the answer, in base64. */
@Singleton
class FetchedFiles {
  private static final int MAX_NAMES = 16;

  /** Bytes of all together: an answer is held in memory. */
  private static final long MAX_BYTES = 2L << 20;

  /** They would stand for names of other files. */
  private static final Pattern WILD = Pattern.compile("[*?]");

  private final Function<FileId, Optional<InputStream>> store;

  @Inject
  FetchedFiles(FileStore store) {
    this(store::find);
  }

  /**
   * @param store that opens a file; empty where it has it no longer
   */
  FetchedFiles(Function<FileId, Optional<InputStream>> store) {
    this.store = store;
  }

  /**
   * Reads the names.
   *
   * @throws Invalid when they are none, or too many
   */
  static List<String> names(JsonNode asked) {
    if (asked.isMissingNode() || asked.isNull()) {
      return List.of();
    }
    var names = new ArrayList<String>();
    for (JsonNode name : asked) {
      if (!name.isTextual()) {
        throw new Invalid("fetch_files", "Input should be a valid string");
      }
      names.add(name.asText());
    }
    if (!asked.isArray()) {
      throw new Invalid("fetch_files", "Input should be a valid list");
    }
    if (names.size() > MAX_NAMES) {
      throw new Invalid("fetch_files", "List should have at most " + MAX_NAMES + " items");
    }
    return names;
  }

  /** Those that a run may have left in its working folder. */
  static List<String> kept(List<String> names) {
    return names.stream()
        .map(FetchedFiles::inFolder)
        .filter(name -> FileName.fault(name).isEmpty() && !WILD.matcher(name).find())
        .distinct()
        .toList();
  }

  private static String inFolder(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  /** The files that the run left, under the names by which they were asked for. */
  ObjectNode of(List<String> names, CaseResult run) {
    var fetched = Json.MAPPER.createObjectNode();
    var left = MAX_BYTES;
    for (String name : names) {
      var file = find(run, inFolder(name));
      if (file.isPresent() && !fetched.has(name) && file.get().size() <= left) {
        var size = file.get().size();
        left -= size;
        store.apply(file.get().file()).ifPresent(in -> fetched.put(name, content(in, size)));
      }
    }
    return fetched;
  }

  private static Optional<OutputFile> find(CaseResult run, String name) {
    return run.notes().files().stream().filter(file -> file.name().equals(name)).findFirst();
  }

  private static byte[] content(InputStream file, long size) {
    try (file) {
      return file.readNBytes((int) size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
