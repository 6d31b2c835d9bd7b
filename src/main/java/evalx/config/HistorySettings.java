package evalx.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a history of submissions is kept, and for how long.
 *
 * @param database PostgreSQL; empty for an H2 file in the state's folder
 */
public record HistorySettings(boolean isOn, Optional<DatabaseSettings> database, Duration kept) {
  static HistorySettings read(SettingsReader reader, Role role) {
    var database = DatabaseSettings.read(reader);
    boolean file = reader.flag("HISTORY") && database.isEmpty();
    if (file && role != Role.ALL) {
      throw new BadSetting(
          "HISTORY", "needs DATABASE_URL when ROLE is not all: nodes share no file");
    }
    return new HistorySettings(
        file || database.isPresent(),
        database,
        Duration.ofDays(reader.number("HISTORY_DAYS", 1, 3650)));
  }
}
