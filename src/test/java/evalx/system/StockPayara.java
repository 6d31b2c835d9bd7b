package evalx.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Payara Micro, which takes commands on its stdin. What is set for EvalX are its properties. */
final class StockPayara extends StockServer {
  private static final Path MAIN =
      Path.of("src/test/resources/byhand/CommandedPayara.java").toAbsolutePath();
  private static final Path SERVER = Path.of("target/server/payara-micro.jar").toAbsolutePath();

  private final List<RawExchange> firstAnswers = new ArrayList<>();
  private int commands;

  StockPayara(Path folder) {
    super(folder);
  }

  @Override
  ProcessBuilder command() throws IOException {
    var words = new ArrayList<String>();
    words.addAll(List.of(Path.of(JAVA_HOME, "bin", "java").toString(), "-Xmx640m"));
    settings().forEach((name, value) -> words.add("-D" + name + "=" + value));
    words.addAll(openings());
    words.addAll(List.of("-cp", SERVER.toString(), MAIN.toString(), Integer.toString(port)));
    words.add(folder.resolve("root").toString());
    return new ProcessBuilder(words);
  }

  /** What the archive says of the JDK's packages, which counts with -jar alone. */
  private static List<String> openings() throws IOException {
    try (var jar = new JarFile(SERVER.toFile())) {
      var manifest = jar.getManifest().getMainAttributes();
      return Stream.of("Add-Opens", "Add-Exports")
          .flatMap(
              kind ->
                  Stream.of(manifest.getValue(kind).split(" "))
                      .flatMap(
                          name ->
                              Stream.of(
                                  "--" + kind.toLowerCase(Locale.ROOT), name + "=ALL-UNNAMED")))
          .toList();
    }
  }

  @Override
  void deploy() {
    command("deploy artemis-rar / " + ADAPTER);
    deployApplication();
    if (firstAnswers.isEmpty()) {
      firstAnswers.add(RawExchange.send(port, "GET /%zz", "Host: a"));
      firstAnswers.add(RawExchange.send(port, "GET /", "Host: a\r\nX-\u0001: b"));
    }
  }

  /** To a path that cannot be decoded and to what is no HTTP, before any other request. */
  List<RawExchange> firstAnswers() {
    return List.copyOf(firstAnswers);
  }

  private void deployApplication() {
    command("deploy evalx " + ROOT + " " + WAR);
  }

  @Override
  void redeploy() {
    command("undeploy evalx");
    deployApplication();
    awaitReady();
  }

  @Override
  void redeployAdapter() {
    command("undeploy evalx");
    command("undeploy artemis-rar");
    deploy();
    awaitReady();
  }

  private void command(String line) {
    try {
      var stdin = process().getOutputStream();
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(logged(), e);
    }
    ++commands;
    await(line)
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> logged().lines().filter(text -> text.startsWith("done: ")).count() == commands);
  }
}
