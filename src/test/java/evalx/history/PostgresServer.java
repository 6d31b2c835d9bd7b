package evalx.history;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import evalx.config.Account;
import evalx.config.DatabaseSettings;
import evalx.config.HistorySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL of Debian's package, on a free port, in a folder of its own, with a password.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String USER = "evalx";
  private static final String PASSWORD = "p@ss:w/rd%";
  private static final String UNPRIVILEGED = "nobody";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path bin = bin();
  private final Path folder = folder();
  private final int port = FreePort.next();
  private Process process;

  public PostgresServer() {
    try {
      var password = Files.writeString(folder.resolve("password"), PASSWORD);
      var initdb =
          command(
              "initdb",
              "-D",
              data(),
              "-U",
              USER,
              "-A",
              "scram-sha-256",
              "--pwfile",
              "" + password,
              "-E",
              "UTF8",
              "--locale=C",
              "-N");
      if (initdb.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(log()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    start();
  }

  private static Path bin() {
    try (Stream<Path> versions =
        Files.isDirectory(INSTALLED) ? Files.list(INSTALLED) : Stream.empty()) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder())
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the history is tested on PostgreSQL: install the package postgresql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL does not run as root. */
  private static Path folder() {
    try {
      var folder = Files.createTempDirectory("evalx-postgres");
      if (isRoot()) {
        var users = FileSystems.getDefault().getUserPrincipalLookupService();
        Files.setOwner(folder, users.lookupPrincipalByName(UNPRIVILEGED));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Process command(String name, String... arguments) throws IOException {
    var words = new ArrayList<String>();
    if (isRoot()) {
      words.addAll(
          List.of("setpriv", "--reuid", UNPRIVILEGED, "--regid", "nogroup", "--clear-groups"));
    }
    words.add(bin.resolve(name).toString());
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Starts it, also after it was killed, and waits until it answers. */
  public void start() {
    await().atMost(START).until(this::isUp);
  }

  /** What is left of a killed server can hold up the next for a moment. */
  private boolean isUp() throws IOException {
    if (process == null || !process.isAlive()) {
      process =
          command(
              "postgres",
              "-D",
              data(),
              "-p",
              "" + port,
              "-k",
              "" + folder,
              "-c",
              "listen_addresses=127.0.0.1",
              "-c",
              "shared_buffers=16MB");
    }
    try (var connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), USER, PASSWORD);
  }

  /** Makes an empty database. */
  HistorySettings newDatabase(String name) {
    execute("postgres", "CREATE DATABASE " + name);
    return new HistorySettings(true, Optional.of(database(name)), Duration.ofDays(30));
  }

  /** What the product is told of an empty database. */
  public String newUrl(String name) {
    execute("postgres", "CREATE DATABASE " + name);
    var password = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(USER, password, port, name);
  }

  DatabaseSettings database(String name) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name),
        Optional.of(new Account(USER, PASSWORD)));
  }

  void execute(String database, String sql) {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it and all its processes as a crash of the machine would. */
  public void kill() {
    var processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(p -> await().atMost(START).until(() -> !p.isAlive()));
  }

  /** Stops it where it is: connections stay, and nothing answers. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      var words = new ArrayList<>(List.of("kill", signal));
      processes().forEach(p -> words.add("" + p.pid()));
      new ProcessBuilder(words).start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
