package evalx.history;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to this version's form. */
final class Migrations {
  /**
   * On Open Liberty Flyway finds this folder, and db/callback, by the empty files flyway.location.
   */
  private static final String FOLDER = "classpath:db/history";

  private Migrations() {}

  /** Does what is left to do. Tables of others in the same database are no obstacle. */
  static void migrate(DataSource source) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(source)
        .locations(FOLDER)
        .callbackLocations(FOLDER)
        .failOnMissingLocations(true)
        .table("evalx_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }
}
