package evalx.dialect.jobe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.result.NamedFiles;
import evalx.submission.Caller;
import evalx.submission.FileId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files that clients send before the runs that need them, under ids of their own. */
@Singleton
class SentFiles {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,128}");

  private final FileStore store;
  private final NamedFiles names;
  private final int maxBytes;

  @Inject
  SentFiles(FileStore store, NamedFiles names, Settings settings) {
    this.store = store;
    this.names = names;
    this.maxBytes = settings.stores().files().bytes().file();
  }

  /**
   * Takes a file in.
   *
   * @param contents in base64
   * @throws Refused when it is none, or too large
   */
  void put(String id, JsonNode contents, Caller caller) {
    if (!ID.matcher(id).matches()) {
      throw new Refused(400, "No file id in URL");
    }
    if (!contents.isTextual()) {
      throw new Refused(400, "put: missing file_contents parameter");
    }
    var bytes = decoded(id, contents.asText());
    if (bytes.length > maxBytes) {
      throw new Refused(413, "put: file %s has more than %d bytes".formatted(id, maxBytes));
    }
    try {
      names.put(caller, id, store.add(new ByteArrayInputStream(bytes), caller).id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** White space and padding do not matter, as there. */
  private static byte[] decoded(String id, String text) {
    try {
      var letters = text.replaceAll("[\\s=]", "");
      return Base64.getDecoder().decode(letters.getBytes(US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new Refused(400, "put: contents of file " + id + " are not valid base-64");
    }
  }

  /** The file of an id; empty where it was not sent, or has expired. */
  Optional<FileId> find(String id, Caller caller) {
    return ID.matcher(id).matches()
        ? names.find(caller, id).filter(file -> store.size(file, caller).isPresent())
        : Optional.empty();
  }
}
