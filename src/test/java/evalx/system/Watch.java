package evalx.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Debian's Prometheus and Alertmanager with the files of {@code deploy/}, of which only addresses
 * and times are changed: what an alert waits for takes seconds in place of minutes.
 */
final class Watch implements AutoCloseable {
  private static final Path FILES = Script.CHECKOUT.resolve("deploy");

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final Client prometheus;

  Watch(int evalx, AlertReceivers receivers) {
    this(evalx, receivers, "");
  }

  /**
   * One that knows of the past.
   *
   * @param past samples in OpenMetrics' text format, without its last line
   */
  Watch(int evalx, AlertReceivers receivers, String past) {
    var port = FreePort.next();
    var alertmanager = FreePort.next();
    prometheus = new Client(URI.create("http://127.0.0.1:" + port));
    try {
      folder = Files.createTempDirectory("evalx-watch-");
      configure(evalx, receivers, alertmanager);
      if (!past.isEmpty()) {
        write("past", past + "\n# EOF\n");
        remember(folder.resolve("past"), folder.resolve("tsdb"));
      }
      run(
          "/usr/bin/prometheus-alertmanager",
          "--config.file=" + folder.resolve("alertmanager.yml"),
          "--storage.path=" + folder.resolve("alertmanager"),
          "--web.listen-address=127.0.0.1:" + alertmanager,
          "--cluster.listen-address=");
      run(
          "/usr/bin/prometheus",
          "--config.file=" + folder.resolve("prometheus.yml"),
          "--storage.tsdb.path=" + folder.resolve("tsdb"),
          "--web.listen-address=127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("Prometheus scrapes EvalX")
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> answers("up == 1"));
  }

  private static void remember(Path samples, Path database) {
    var line = "promtool tsdb create-blocks-from openmetrics %s %s".formatted(samples, database);
    var outcome = Script.runProgram(Duration.ofMinutes(1), line.split(" ", -1));
    if (outcome.status() != 0) {
      throw new AssertionError(outcome.output());
    }
  }

  private void configure(int evalx, AlertReceivers receivers, int alertmanager) throws IOException {
    write(
        "prometheus.yml",
        read("prometheus/prometheus.yml")
            .replace("localhost:9093", "127.0.0.1:" + alertmanager)
            .replace("localhost:3000", "127.0.0.1:" + evalx)
            .replace("15s", "2s"));
    write(
        "alerts.yml",
        read("prometheus/alerts.yml")
            // Before the first scrape no node is known.
            .replaceAll("(?<alert>absent.*\\s+for: )[0-9]+m", "${alert}10s")
            .replaceAll("for: [0-9]+m", "for: 1s")
            .replace("interval: 5m", "interval: 2s")
            .replace("[5m]", "[1m]"));
    write("slack-url", receivers.slackUrl());
    write("pagerduty-routing-key", "key");
    write("smtp-password", "password");
    write(
        "alertmanager.yml",
        read("alertmanager/alertmanager.yml")
            .replace("/etc/alertmanager/", folder + "/")
            .replace("https://events.pagerduty.com/v2/enqueue", receivers.pagerDutyUrl())
            .replace("mail.example.org:587", receivers.smtp())
            .replace("smtp_require_tls: true", "smtp_require_tls: false")
            .replace("group_wait: 30s", "group_wait: 1s")
            .replace("group_interval: 5m", "group_interval: 5s"));
  }

  static String read(String file) throws IOException {
    return Files.readString(FILES.resolve(file), StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text, StandardCharsets.UTF_8);
  }

  private void run(String... command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start());
  }

  /** Whether a query has data now. */
  boolean answers(String query) {
    return !ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
        .get("result")
        .isEmpty();
  }

  /** What a query gives now; 0 where it has no data. */
  double value(String query) {
    return ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
        .at("/result/0/value/1")
        .asDouble();
  }

  /** The names of the alerts that fire now. */
  Set<String> firing() {
    var names = new TreeSet<String>();
    for (JsonNode alert : ask("/api/v1/alerts").get("alerts")) {
      if (alert.get("state").asText().equals("firing")) {
        names.add(alert.get("labels").get("alertname").asText());
      }
    }
    return names;
  }

  /** Waits until a receiver has been told of an alert. */
  void hears(String alert, Predicate<String> receiver) {
    await(alert)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .conditionEvaluationListener(
            state -> {
              if (state.getRemainingTimeInMS() < 1000 && !state.isSatisfied()) {
                System.err.println(alert + " is missing, firing: " + firing() + log());
              }
            })
        .until(() -> receiver.test(alert));
  }

  private JsonNode ask(String path) {
    var answer = prometheus.get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return Client.json(answer.body()).get("data");
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
