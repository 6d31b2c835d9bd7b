package evalx.config;

import java.util.Set;

/**
 * Which APIs of others are served.
 *
 * @param strictJudge0 whether Judge0's own ways are kept where they hurt
 * @param pistonBodyBytes of a request to Piston's execute, whose long texts are no part of the
 *     heap; 0: as of every request
 */
public record DialectSettings(Set<Dialect> served, boolean strictJudge0, int pistonBodyBytes) {
  private static final int MAX_PISTON_BODY = 512 << 20;

  public DialectSettings {
    served = Set.copyOf(served);
  }

  static DialectSettings read(SettingsReader reader) {
    return new DialectSettings(
        reader.choices("DIALECTS", Dialect.class),
        reader.flag("JUDGE0_STRICT"),
        reader.number("PISTON_MAX_BODY_BYTES", 0, MAX_PISTON_BODY));
  }
}
