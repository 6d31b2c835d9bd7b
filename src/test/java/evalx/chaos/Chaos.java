package evalx.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.chaos.ChaosOptions.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Breaks a cluster while submissions pass: {@code ./evalx chaos} starts this. */
final class Chaos {
  private static final int FAILED = 1;
  private static final int CLIENTS = 400;
  private static final Duration CLEARING = Duration.ofMinutes(3);

  /** How long all may take to end after the last fault. */
  private static final Duration DRAIN = Duration.ofMinutes(4);

  /** Of the time of the faults, submissions begin in this share of it. */
  private static final double SENDING = 0.9;

  private final ChaosOptions options;
  private final String token = UUID.randomUUID().toString();
  private final List<Story> stories = new ArrayList<>();
  private final long began = System.nanoTime();
  private volatile Instant deadline = Instant.MAX;

  private Chaos(ChaosOptions options) {
    this.options = options;
    for (int i = 0; i < options.submissions(); i++) {
      stories.add(new Story(Task.of(i), Way.of(i)));
    }
  }

  public static void main(String[] words) {
    var done = new CountDownLatch(1);
    var main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main, done)));
    int status;
    try {
      var options = ChaosOptions.parse(words);
      status = options.has(Flag.CHECK) ? 0 : new Chaos(options).run();
    } catch (ChaosFailure | IOException | InterruptedException e) {
      System.err.println("evalx: " + e.getMessage());
      status = FAILED;
    }
    done.countDown();
    System.exit(status);
  }

  /** After a signal: the run is interrupted, and ends all that it has started. */
  private static void end(Thread main, CountDownLatch done) {
    try {
      if (done.getCount() > 0) {
        main.interrupt();
        done.await(CLEARING.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String text) {
    System.err.printf("%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, text);
  }

  private int run() throws IOException, InterruptedException {
    var length = Duration.ofMinutes(options.minutes());
    var schedule = Schedule.of(options.seed(), length, Cluster.targets());
    say(
        "seed "
            + options.seed()
            + ": "
            + schedule.size()
            + " faults in "
            + length.toSeconds()
            + " s");
    var leaks = new Leaks(token);
    var left = new ArrayList<String>();
    List<Fault> made;
    Map<String, String> letters;
    var pair = options.has(Flag.PAIR);
    var cluster =
        new Cluster(options.folder(), Hub.of(options.folder(), pair, options.has(Flag.SENTINELS)));
    try (var webhooks = new Webhooks(stories)) {
      cluster.start(settings());
      say("two API nodes and three workers run");
      var apis = cluster.apis(token);
      made = pass(cluster, apis, webhooks.url(), schedule);
      apis.forEach(api -> Hub.await("an API node", () -> isReady(api)));
      letters = letters(apis);
      stories.forEach(story -> fetch(story, apis));
      left.addAll(lasting(() -> leaks.ofSubmissions(cluster, apis)));
    } finally {
      say("ending all");
      uninterrupted(cluster::end);
      left.addAll(leaks.ofNodes(cluster.network(), options.folder()));
      uninterrupted(cluster::close);
    }
    var judge = new Judge(letters);
    stories.forEach(judge::judge);
    var report = new Report(options.seed(), schedule, made, judge.counts(), judge.details(), left);
    System.out.print(report.table());
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), report.json());
    }
    return report.exitCode();
  }

  /** Clears although a signal has interrupted the run. */
  private static void uninterrupted(Runnable clearing) {
    var interrupted = Thread.interrupted();
    try {
      clearing.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What all nodes are set to, beside where broker and Redis are. */
  private Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("API_TOKENS", "chaos:" + token + ";scopes=submit+read+admin");
    settings.put("LANGUAGES", "bash,c,python,javascript");
    settings.put("RATE_LIMIT_PER_MINUTE", "0");
    settings.put("MAX_QUEUED_PER_CALLER", "0");
    settings.put("MAX_CONCURRENT_SANDBOXES", "2");
    settings.put("MAX_EVENT_STREAMS_PER_CLIENT", Integer.toString(CLIENTS));
    settings.put("WEBHOOK_ALLOW", Network.HUB);
    settings.put(
        "WEBHOOK_SECRET",
        "whsec_" + Base64.getEncoder().encodeToString(token.substring(0, 32).getBytes(UTF_8)));
    settings.put("WEBHOOK_RETRY_MILLIS", "1000");
    settings.put("WEBHOOK_MAX_ATTEMPTS", "50");
    return settings;
  }

  /** Submissions and faults at the same time; returns when every client has ended or given up. */
  private List<Fault> pass(Cluster cluster, List<Http> apis, String hooks, List<Fault> schedule)
      throws InterruptedException {
    var clients = Executors.newScheduledThreadPool(CLIENTS);
    try (var trouble = new Trouble(cluster, this::say)) {
      var millis = options.minutes() * SENDING * 60_000 / stories.size();
      for (var story : stories) {
        var unused =
            clients.schedule(
                new ChaosClient(story, apis, hooks, () -> deadline),
                (long) (millis * story.task().number()),
                TimeUnit.MILLISECONDS);
      }
      trouble.make(schedule);
      deadline = Instant.now().plus(DRAIN);
      say("no more faults; " + untold() + " submissions have not ended");
      clients.shutdown();
      clients.awaitTermination(DRAIN.plusMinutes(1).toSeconds(), TimeUnit.SECONDS);
      say(untold() + " clients have given up");
      return trouble.made();
    } finally {
      clients.shutdownNow();
    }
  }

  /** One that was killed last may still be starting. */
  private static boolean isReady(Http api) {
    try {
      return api.get("/health/ready").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private long untold() {
    return stories.stream().filter(story -> !story.isTold()).count();
  }

  /** Takes the whole result as it is now; a client that gave up may have missed it. */
  private void fetch(Story story, List<Http> apis) {
    for (var token : story.tokens()) {
      try {
        var answer = apis.get(0).get("/submissions/" + token);
        if (answer.status() == 200) {
          story.result(answer.body());
        }
      } catch (IOException e) {
        say(token + " cannot be fetched: " + e.getMessage());
      }
    }
  }

  /** The reasons of all dead letters by token. */
  private static Map<String, String> letters(List<Http> apis) throws IOException {
    var reasons = new HashMap<String, String>();
    var next = "";
    do {
      var page = apis.get(0).get("/admin/dead-letters?limit=100" + next).body();
      for (var letter : page.path("letters")) {
        reasons.put(letter.path("token").asText(), letter.path("reason").asText());
      }
      next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    return reasons;
  }

  /** What is found and does not go away within a minute. */
  private static List<String> lasting(Supplier<List<String>> look) throws InterruptedException {
    var deadline = Instant.now().plusSeconds(60);
    var found = look.get();
    while (!found.isEmpty() && Instant.now().isBefore(deadline)) {
      TimeUnit.SECONDS.sleep(2);
      found = look.get();
    }
    return found;
  }
}
