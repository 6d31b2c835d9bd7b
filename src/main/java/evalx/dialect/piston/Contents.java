package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.files.SpooledTexts;
import evalx.format.LongTexts;
import evalx.submission.FileId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the texts of a request mean: long ones lie in files, and become files of the file store.
 *
 * @param spooled finds a long text by its name
 * @param maxBytes of a text in the heap
 * @param maxFile bytes of a file of the file store
 */
record Contents(
    Function<String, Optional<SpooledTexts.Text>> spooled, Store store, int maxBytes, int maxFile) {
  /** Of requests whose texts are all in the heap. */
  static final Contents SHORT =
      new Contents(name -> Optional.empty(), Contents::nothingToStore, 0, 0);

  static final String UTF8 = "utf8";
  private static final String BASE64 = "base64";
  private static final String HEX = "hex";

  /** Takes a file into the file store. */
  interface Store {
    FileId add(InputStream content) throws IOException;
  }

  private static FileId nothingToStore(InputStream content) {
    throw new IllegalStateException("all texts are in the heap");
  }

  static String encoding(JsonNode file) {
    var encoding = file.path("encoding").asText(UTF8);
    return encoding.equals(BASE64) || encoding.equals(HEX) ? encoding : UTF8;
  }

  private Optional<SpooledTexts.Text> find(JsonNode value) {
    var text = value.asText("");
    return !text.isEmpty() && text.charAt(0) == LongTexts.MARK
        ? spooled.apply(text.substring(1))
        : Optional.empty();
  }

  /** Whether the content of a file is no part of the heap. */
  boolean isLong(JsonNode file) {
    return find(file.path("content")).isPresent();
  }

  /**
   * The content of a file.
   *
   * @throws BadRequest when it is not in its encoding, or too long for the heap
   */
  byte[] bytes(JsonNode file) {
    var spooledText = find(file.path("content"));
    if (spooledText.isEmpty()) {
      return decoded(file, file.path("content").asText());
    }
    if (spooledText.get().size() > maxBytes) {
      throw new BadRequest(
          "files: " + file.path("name").asText() + " may have at most " + maxBytes + " bytes");
    }
    try (var in = spooledText.get().open()) {
      return decoded(file, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] decoded(JsonNode file, String text) {
    try {
      return switch (encoding(file)) {
        case BASE64 -> Base64.getMimeDecoder().decode(text);
        case HEX -> HexFormat.of().parseHex(text);
        default -> text.getBytes(UTF_8);
      };
    } catch (IllegalArgumentException e) {
      throw new BadRequest("files: " + e.getMessage());
    }
  }

  /** The content of a file as a stream, which fails where it is not in its encoding. */
  InputStream open(JsonNode file) {
    var spooledText = find(file.path("content"));
    if (spooledText.isEmpty()) {
      return new ByteArrayInputStream(bytes(file));
    }
    var text = spooledText.get();
    return switch (encoding(file)) {
      case BASE64 -> Base64.getMimeDecoder().wrap(inBounds(text, text.size() / 4 * 3));
      case HEX -> new HexBytes(inBounds(text, text.size() / 2));
      default -> inBounds(text, text.size());
    };
  }

  private InputStream inBounds(SpooledTexts.Text text, long bytes) {
    if (bytes > maxFile) {
      throw new BadRequest("stdin and files may have at most " + maxFile + " bytes each");
    }
    return text.open();
  }

  /** Makes it a file of the file store. */
  FileId stored(InputStream content) {
    try (content) {
      return store.add(content);
    } catch (IOException e) {
      throw new BadRequest("files: " + e.getMessage());
    }
  }

  /** An input that is no part of the heap, with the end of its last line; empty for any other. */
  Optional<FileId> input(JsonNode stdin) {
    return find(stdin)
        .map(
            text -> {
              var in = inBounds(text, text.size());
              return stored(
                  text.endsWith('\n')
                      ? in
                      : new SequenceInputStream(in, new ByteArrayInputStream(new byte[] {'\n'})));
            });
  }
}
