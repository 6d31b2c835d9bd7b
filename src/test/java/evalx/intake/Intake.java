package evalx.intake;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.files.FileStore;
import evalx.files.FilesIn;
import evalx.language.Languages;
import evalx.node.WorkerReport;
import evalx.node.Workers;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.result.JobStates;
import evalx.result.KeptResults;
import evalx.result.OpenJobs;
import evalx.result.ResultStore;
import evalx.result.StoreShares;
import evalx.result.StoreSpace;
import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The way in with a Redis of its own, a queue that records, and no worker until a test has one. */
public final class Intake implements AutoCloseable {
  public final RecordedQueue queue = new RecordedQueue();
  public final FileStore files;
  final List<SubmissionEvent> events = new ArrayList<>();
  public final Redis redis;
  final RedisServer server;

  /** What was queued. */
  public static final class RecordedQueue implements JobQueue {
    final List<byte[]> messages = new ArrayList<>();
    final List<NewJob> jobs = new ArrayList<>();
    Duration within = Duration.ZERO;

    /** What happens before a message is taken. */
    public Runnable sending = () -> {};

    @Override
    public void send(NewJob job, byte[] message, Duration within) {
      sending.run();
      this.within = within;
      messages.add(message);
      jobs.add(job);
    }

    public int size() {
      return messages.size();
    }
  }

  public Intake(Path folder) {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
    files = FilesIn.store(folder);
  }

  /** Another node has the same Redis and the same queue. */
  public AcceptSubmission node(Settings settings) {
    var space = new StoreSpace(redis);
    var states = new JobStates(redis, space, settings);
    var shares = new StoreShares(space, new KeptResults(redis, settings));
    var record = new RecordJob(states, new OpenJobs(redis, settings), shares, settings);
    var rules = new SubmissionRules(new Languages(), files, settings);
    return new AcceptSubmission(
        rules, workers(), record, queue, new EventPublisher(List.of(events::add)));
  }

  /** What another node sees of the workers. */
  public Workers workers() {
    return new Workers(redis);
  }

  /** A worker offers these languages with their versions, and not those that failed. */
  public void offer(Map<String, List<String>> works, Map<String, String> fails) {
    workers()
        .publish(
            new WorkerReport(
                "host-1", Map.of("native", works), Map.of(), fails, Set.of(), Set.of()));
  }

  /** The places of a request with an idempotency key, as another node finds them. */
  public IntFunction<Reservation> request(String key, Caller caller, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return new IdempotencyKeys(redis)
        .reservations(new IdempotencyKeys.Keyed(key, caller, "/submissions", bytes));
  }

  /** A job ends: its result is stored, and it counts against the quota of its caller no longer. */
  public void end(SubmissionId id, Caller caller, Settings settings) {
    new ResultStore(redis, settings, new KeptResults(redis, settings))
        .finish(id, new byte[] {'{', '}'}, Optional.empty());
    new OpenJobs(redis, settings).remove(caller.key(), id);
  }

  public void outage() {
    server.kill();
  }

  @Override
  public void close() {
    redis.close();
    server.close();
  }
}
