package evalx.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import evalx.config.HistorySettings;
import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * The database of the history: an H2 file, or PostgreSQL. Nothing is opened before {@link #open}.
 */
@Singleton
class Database {
  /** Reads at a time; one connection more is for the writer. */
  static final int MAX_READERS = 3;

  private static final int QUERY_SECONDS = 4;
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(2);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(5);

  /** A later version may build an index over many rows. */
  private static final Duration MIGRATION_TIMEOUT = Duration.ofMinutes(2);

  private final HistorySettings settings;
  private final Path folder;
  private @Nullable HikariDataSource pool;
  private volatile @Nullable Jdbi jdbi;

  @Inject
  Database(Settings settings) {
    this(settings.stores().history(), settings.broker().embedded().data().resolve("history"));
  }

  /**
   * @param folder of the H2 file
   */
  Database(HistorySettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /**
   * Connects, and brings the tables to this version's form; does nothing when that is done.
   *
   * @throws RuntimeException of Flyway when the database is away or refuses
   */
  synchronized void open() {
    if (jdbi != null) {
      return;
    }
    Migrations.migrate(dataSource(MIGRATION_TIMEOUT));
    var connections = new HikariDataSource(poolConfig());
    pool = connections;
    var opened = Jdbi.create(connections);
    opened.getConfig(SqlStatements.class).setQueryTimeout(QUERY_SECONDS);
    jdbi = opened;
  }

  private DataSource dataSource(Duration socketTimeout) {
    return settings
        .database()
        .map(database -> DataSources.postgresql(database, socketTimeout))
        .orElseGet(() -> DataSources.h2(folder));
  }

  private HikariConfig poolConfig() {
    var config = new HikariConfig();
    config.setPoolName("evalx-history");
    config.setDataSource(dataSource(SOCKET_TIMEOUT));
    config.setMaximumPoolSize(MAX_READERS + 1);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setValidationTimeout(CONNECTION_WAIT.toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /**
   * The way to its tables.
   *
   * @throws HistoryUnavailable before it was opened and after it was closed
   */
  Jdbi jdbi() {
    var opened = jdbi;
    if (opened == null) {
      throw new HistoryUnavailable("the database of the history is not open yet");
    }
    return opened;
  }

  /** What makes committed rows outlive a crash of the process; PostgreSQL needs nothing. */
  void flush(Handle handle) {
    if (isFile()) {
      handle.execute("CHECKPOINT SYNC");
    }
  }

  private boolean isFile() {
    return settings.database().isEmpty();
  }

  /** Where it is, without credentials, for the log. */
  String where() {
    return settings.database().map(place -> place.where()).orElse(folder.toString());
  }

  /** Closes it; H2's file is then complete and not locked. */
  synchronized void close() {
    var opened = Optional.ofNullable(jdbi);
    jdbi = null;
    if (isFile()) {
      // So that it ends with its last connection, and not before.
      opened.ifPresent(j -> j.useHandle(handle -> handle.execute("SET DB_CLOSE_DELAY 0")));
    }
    if (pool != null) {
      pool.close();
    }
  }
}
