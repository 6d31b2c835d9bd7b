package evalx.config;

import java.util.Set;

/**
 * Which APIs of others are served.
 *
 * @param strictJudge0 whether Judge0's own ways are kept where they hurt
 */
public record DialectSettings(Set<Dialect> served, boolean strictJudge0) {
  public DialectSettings {
    served = Set.copyOf(served);
  }

  static DialectSettings read(SettingsReader reader) {
    return new DialectSettings(
        reader.choices("DIALECTS", Dialect.class), reader.flag("JUDGE0_STRICT"));
  }
}
