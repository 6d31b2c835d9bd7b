package evalx.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A file with entries, of languages or of other data that operators add to: one, or a list.
 *
 * @param name of the file, for messages
 * @param resource the text of a file beside it, by its name
 */
public record EntryFile(String name, List<Placed> entries, UnaryOperator<String> resource) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";
  private static final long MAX_BYTES = 1 << 20;

  /**
   * An entry and where it is.
   *
   * @param place such as "languages.json:34: cpp"
   */
  public record Placed(String place, JsonNode node) {}

  /** One of this build, by its name. */
  public static EntryFile builtIn(String name) {
    return parse(name, resource(name), EntryFile::resource);
  }

  /**
   * The files in a folder, in the order of their names; none where there is no such folder.
   *
   * @throws IllegalArgumentException naming the file that cannot be used
   */
  public static List<EntryFile> inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var tables = new ArrayList<EntryFile>();
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        tables.add(parse(file.toString(), read(file), name -> read(folder.resolve(name))));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " cannot be read: " + e, e);
    }
    tables.sort((a, b) -> a.name().compareTo(b.name()));
    return tables;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(file + " has more than " + MAX_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read as UTF-8: " + e, e);
    }
  }

  private static String resource(String name) {
    try (var in = EntryFile.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no file " + name + " beside it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /**
   * Reads a file; the parser's own exception names neither the file nor, in its first line, the
   * place.
   */
  static EntryFile parse(String name, String text, UnaryOperator<String> resource) {
    var entries = new ArrayList<Placed>();
    try (var parser = JSON.createParser(text)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
          int line = parser.currentTokenLocation().getLineNr();
          JsonNode node = JSON.readTree(parser);
          var id = node.path("id").asText("entry " + (entries.size() + 1));
          entries.add(new Placed("%s:%d: %s".formatted(name, line, id), node));
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is not JSON: line %d: %s"
              .formatted(name, e.getLocation().getLineNr(), e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EntryFile(name, entries, resource);
  }

  /**
   * The language of an entry, followed by its other editions: the same entry with some members
   * exchanged, for versions that are called in another way.
   *
   * @throws IllegalArgumentException with the entry and the member that is wrong
   */
  List<Language> editions(Placed entry) {
    var editions = new ArrayList<Language>();
    editions.add(ReadLanguage.of(entry.place(), entry.node(), resource));
    for (JsonNode change : entry.node().path("editions")) {
      var place = entry.place() + ": edition " + (editions.size() + 1);
      if (!change.isObject()) {
        throw new IllegalArgumentException(place + ": must be an object");
      }
      ObjectNode changed = ((ObjectNode) entry.node()).deepCopy();
      changed.remove("editions");
      changed.setAll((ObjectNode) change);
      editions.add(ReadLanguage.of(place, changed, resource));
    }
    return editions;
  }
}
