package evalx.history;

import evalx.config.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the two databases, each with its time-outs. Drivers are named here, not found by
 * their URL.
 */
final class DataSources {
  private static final int CONNECT_SECONDS = 3;

  private DataSources() {}

  /**
   * An H2 file, which one process can open.
   *
   * <p>{@code retry:} opens the file again when the interrupt of a thread closed it. The cache has
   * a bound of its own; H2 would take it from the heap's size.
   */
  static DataSource h2(Path folder) {
    var source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:retry:"
            + folder.resolve("history").toAbsolutePath()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";CACHE_SIZE=8192;LOCK_TIMEOUT=5000;TRACE_LEVEL_FILE=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
    source.setUser("evalx");
    source.setPassword("");
    return source;
  }

  /**
   * PostgreSQL.
   *
   * @param socketTimeout how long one answer may take
   */
  static DataSource postgresql(DatabaseSettings database, Duration socketTimeout) {
    var source = new PGSimpleDataSource();
    source.setURL(database.jdbcUrl());
    database
        .account()
        .ifPresent(
            account -> {
              source.setUser(account.name());
              source.setPassword(account.password());
            });
    source.setApplicationName("evalx-history");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout((int) socketTimeout.toSeconds());
    source.setCancelSignalTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    // Else messages of errors repeat what was submitted.
    source.setLogServerErrorDetail(false);
    return source;
  }
}
