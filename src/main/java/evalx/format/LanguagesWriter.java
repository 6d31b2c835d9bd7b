package evalx.format;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Offer;
import java.util.List;

/** Writes the table of languages with what the workers offer of it. */
public final class LanguagesWriter {
  private static final int MAX_REASON = 100;
  private static final String SELF_TEST_FAILED = "its self-test failed";

  private LanguagesWriter() {}

  /** The languages in the order of the table. */
  public static byte[] write(Languages languages, Offer offer) {
    var root = Json.MAPPER.createObjectNode();
    var list = root.putArray("languages");
    for (Language language : languages.all()) {
      var entry = list.addObject();
      entry.put("id", language.id());
      entry.put("name", language.name());
      var aliases = entry.putArray("aliases");
      language.aliases().forEach(aliases::add);
      entry.put("file", language.file());
      var suffixes = entry.putArray("suffixes");
      language.names().suffixes().forEach(suffixes::add);
      var versions = entry.putArray("versions");
      offer.versionsOf(language.id()).forEach(versions::add);
      var packages = entry.putArray("packages");
      offer.packages().getOrDefault(language.id(), List.of()).forEach(packages::add);
      entry.put("works", offer.works(language.id()));
      entry.put(
          "reason", offer.reason(language.id()).map(LanguagesWriter::withoutDetails).orElse(null));
      entry.put("timeout", language.timeout().toSeconds());
      entry.put("memory", mib(language.memory()));
      entry.put("smallest_memory", mib(language.smallestMemory()));
      var example = entry.putObject("example");
      example.put("code", language.selfTest().code());
      example.put("stdin", language.selfTest().stdin());
      example.put("expected_output", language.selfTest().stdout());
    }
    return ProgressWriter.bytes(root);
  }

  /**
   * A worker's own words may hold a program's output, and paths of its host: both are for its log.
   */
  private static String withoutDetails(String reason) {
    var summary = reason.split(":", 2)[0];
    return summary.contains("/") || summary.length() > MAX_REASON ? SELF_TEST_FAILED : summary;
  }

  private static String mib(long bytes) {
    return (bytes >> 20) + "m";
  }
}
