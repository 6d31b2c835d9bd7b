package evalx.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The table of languages, read from {@code languages.json}, where {@code why} explains words of the
 * commands to readers.
 */
@Singleton
public class Languages {
  private final Map<String, Language> byId = new LinkedHashMap<>();
  private final Map<String, Language> byName = new HashMap<>();

  public Languages() {
    this(read(resource("languages.json")));
  }

  Languages(JsonNode table) {
    for (JsonNode entry : table) {
      var language = language(entry);
      byId.put(language.id(), language);
      byName.put(language.id(), language);
      language.aliases().forEach(alias -> byName.put(alias, language));
    }
  }

  private static JsonNode read(String table) {
    try {
      return new ObjectMapper().readTree(table);
    } catch (IOException e) {
      throw new UncheckedIOException("languages.json cannot be read", e);
    }
  }

  private static String resource(String name) {
    try (var in = Languages.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** All languages in the order of the table. */
  public Collection<Language> all() {
    return byId.values();
  }

  /** The language with this id or alias. */
  public Optional<Language> find(String idOrAlias) {
    return Optional.ofNullable(byName.get(idOrAlias));
  }

  private static Language language(JsonNode entry) {
    return new Language(
        entry.required("id").textValue(),
        entry.required("name").textValue(),
        texts(entry.path("aliases")),
        entry.required("file").textValue(),
        command(entry.path("compile")),
        command(entry.path("check")),
        link(entry.path("link")),
        runtime(entry.path("runtime")),
        texts(entry.required("run")),
        texts(entry.required("version")),
        heap(entry.path("heap")),
        Duration.ofSeconds(entry.required("timeout").intValue()),
        memory(entry.required("memory")),
        memory(entry.required("smallest_memory")),
        entry.required("parallel").intValue(),
        Duration.ofSeconds(entry.required("cache_seconds").intValue()),
        list(entry.path("memory_deaths")).stream().map(Languages::memoryDeath).toList(),
        selfTest(entry.required("self_test")));
  }

  private static Optional<Language.Link> link(JsonNode link) {
    return link.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Language.Link(texts(link.required("words")), texts(link.required("yields_to"))));
  }

  private static Optional<Language.Runtime> runtime(JsonNode runtime) {
    return runtime.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Language.Runtime(
                texts(runtime.required("lean")),
                texts(runtime.required("whole")),
                texts(runtime.required("whole_for"))));
  }

  private static Optional<Language.Heap> heap(JsonNode heap) {
    return heap.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Language.Heap(
                heap.required("share").doubleValue(), memory(heap.required("reserve"))));
  }

  private static Language.MemoryDeath memoryDeath(JsonNode death) {
    return new Language.MemoryDeath(
        death.path("exit_code").asInt(-1),
        death.path("signal").asInt(-1),
        death.required("stderr").textValue());
  }

  private static Language.SelfTest selfTest(JsonNode test) {
    return new Language.SelfTest(
        test.required("code").textValue(),
        test.required("stdin").textValue(),
        test.required("stdout").textValue());
  }

  private static long memory(JsonNode size) {
    return MemorySize.parse(size.textValue()).orElseThrow();
  }

  private static List<String> texts(JsonNode array) {
    return list(array).stream().map(JsonNode::textValue).toList();
  }

  /** The words of a command; {@code @NAME} stands for the text of a file beside the table. */
  private static List<String> command(JsonNode array) {
    return texts(array).stream()
        .map(word -> word.startsWith("@") ? resource(word.substring(1)) : word)
        .toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
