package evalx.admin;

import evalx.adapter.TestBroker;
import evalx.broker.BrokerAccess;
import evalx.completion.DescribeMessage;
import evalx.config.Settings;
import evalx.format.ResultWriter;
import evalx.queue.DeadLetterQueue;
import evalx.queue.DeadLetters;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.OperatorQueues;
import evalx.queue.RejectedQueue;
import evalx.queue.WaitingJobs;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.result.JobDescription;
import evalx.result.JobStates;
import evalx.result.KeptResults;
import evalx.result.ReopenJob;
import evalx.result.ResultStore;
import evalx.result.StoreSpace;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A real broker and a real Redis, and what operators do with them. */
final class Office implements AutoCloseable {
  static final String QUEUE = Messages.QUEUE;

  final Settings settings = Settings.of(Map.of("WORKER_ID", "node-1")::get);
  final RedisServer redisServer;
  final Redis redis;
  final TestBroker server;
  final BrokerAccess broker;
  final DeadLetterQueue deadLetters;
  final RejectedQueue rejected;
  final WaitingJobs waitingJobs;
  final JobStates states;
  final ResultStore results;
  final ReopenJob reopenJob;
  final DescribeMessage describe =
      message -> JobDescription.of(Messages.submission(2), message.origin().caller());

  Office(Path folder) {
    try {
      redisServer = new RedisServer(Files.createDirectory(folder.resolve("redis")));
      redis = new Redis(redisServer.address());
      server = new TestBroker(Files.createDirectory(folder.resolve("broker")), Map.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    broker = new BrokerAccess(server.outbound());
    broker.check.look();
    broker.management.ensureQueue(QUEUE);
    var queues = new OperatorQueues(broker, settings);
    deadLetters = queues.deadLetters();
    rejected = queues.rejected();
    waitingJobs = queues.waitingJobs();
    states = new JobStates(redis, new StoreSpace(redis), settings);
    results = new ResultStore(redis, settings, new KeptResults(redis, settings));
    reopenJob = new ReopenJob(redis, settings);
  }

  Letters letters() {
    return new Letters(deadLetters, results, reopenJob, describe);
  }

  /** A job that was given up, and whose submission has a result. */
  SubmissionId dead(Verdict verdict) {
    var id = SubmissionId.random();
    give(Messages.of(id), "each of 3 attempts failed");
    end(id, verdict);
    return id;
  }

  void give(JobMessage job, String reason) {
    new DeadLetters(broker.sender).add(job, OptionalInt.of(3), reason, "for operators");
  }

  void end(SubmissionId id, Verdict verdict) {
    results.finish(id, new ResultWriter().write(SampleResults.of(id, verdict)), Optional.empty());
  }

  /** Deletes all that is there. */
  void clear() {
    deadLetters.delete(DeadLetterQueue.Filter.ALL);
    for (var queue : new String[] {QUEUE, "evalx.dead.end", "evalx.purged.end", "evalx.rejected"}) {
      broker.control.remove(queue, "");
    }
  }

  @Override
  public void close() {
    broker.close();
    server.close();
    redis.close();
    redisServer.close();
  }
}
