package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Open Liberty, which deploys again what changes on its disk. What is set for EvalX are variables
 * of its server.xml, and no variables of its environment.
 */
final class StockLiberty extends StockServer {
  private static final Path ARCHIVE =
      Path.of("target/server/openliberty-runtime.zip").toAbsolutePath();
  private static final Path CONFIGURATION = Path.of("src/main/liberty/config");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  StockLiberty(Path folder) {
    super(folder);
  }

  /** Its server.xml names them. */
  @Override
  void deploy() {}

  @Override
  ProcessBuilder command() throws IOException {
    var jar = Path.of(JAVA_HOME, "bin", "jar").toString();
    var unpack =
        Script.runProgram(
            LIMIT, "sh", "-c", "cd \"$0\" && \"$1\" xf \"$2\"", folder + "", jar, ARCHIVE + "");
    assertThat(unpack.status()).as(unpack.output()).isZero();
    var server = Files.createDirectories(folder.resolve("servers/evalx"));
    Files.writeString(server.resolve("server.xml"), configuration());
    Files.copy(CONFIGURATION.resolve("jvm.options"), server.resolve("jvm.options"));
    Files.copy(ADAPTER, archive(ADAPTER));
    Files.copy(WAR, archive(WAR));
    var builder = new ProcessBuilder("sh", "wlp/bin/server", "run", "evalx");
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                JAVA_HOME,
                "JVM_ARGS",
                "-Xmx640m",
                "WLP_USER_DIR",
                folder.toString(),
                "WLP_OUTPUT_DIR",
                folder.resolve("output").toString()));
    return builder;
  }

  private Path archive(Path original) {
    return folder.resolve(original.getFileName());
  }

  private String configuration() throws IOException {
    var variables =
        settings().entrySet().stream()
            .map(setting -> variable(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining());
    return Files.readString(CONFIGURATION.resolve("server.xml"))
        .replace("contextRoot=\"/\"", "contextRoot=\"" + ROOT + "\"")
        .replace(
            "<applicationMonitor updateTrigger=\"disabled\"",
            "<applicationMonitor updateTrigger=\"polled\" pollingRate=\"500ms\"")
        .replace(
            "</server>",
            variables
                + variable("PORT", Integer.toString(port))
                + variable("env.HOST", "*")
                + variable("archives", folder.toString())
                + "</server>");
  }

  private static String variable(String name, String value) {
    return "<variable name=\"%s\" value=\"%s\"/>\n".formatted(name, value);
  }

  @Override
  void redeploy() {
    change(WAR);
  }

  @Override
  void redeployAdapter() {
    change(ADAPTER);
  }

  private void change(Path original) {
    var before = starts();
    try {
      Files.setLastModifiedTime(archive(original), FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("EvalX is started again").atMost(LIMIT).until(() -> starts() > before);
    awaitReady();
  }

  private long starts() {
    return logged().lines().filter(line -> line.matches(".*CWWKZ000[13]I: .* evalx .*")).count();
  }
}
