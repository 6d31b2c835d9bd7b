package evalx.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.format.SubmissionWriter;
import evalx.submission.Caller;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Messages of jobs for tests: an accepted submission in Python with two test cases. */
public final class Messages {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final String QUEUE = "evalx.jobs.python";
  public static final String REPLIES = "evalx.replies.shop";
  public static final String BODY = new String(SubmissionWriter.write(submission(2)), UTF_8);
  public static final Caller CALLER = Caller.anonymous("10.0.0.1");

  private Messages() {}

  public static Submission submission(int testCases) {
    var nothing = new TestCase(new byte[0], Optional.empty(), List.of());
    return new Submission(
        new Submission.Source(
            "python",
            Optional.empty(),
            List.of(new SourceFile("main.py", "print(1)".getBytes(UTF_8))),
            List.of()),
        Collections.nCopies(testCases, nothing),
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(11), 128L << 20),
        new Submission.Judging(new Checker.Lines(), false),
        new Submission.Handling(Encoding.UTF8, 5, true),
        List.of());
  }

  public static JobMessage of(SubmissionId id) {
    return of(id, BODY);
  }

  public static JobMessage of(SubmissionId id, String body) {
    return new JobMessage(
        new JobMessage.Identity("ID:" + id, "ID:first of " + id, "order-1", id),
        new JobMessage.Origin(true, JobMessage.COMPLETE_FORMAT, CALLER, Optional.empty()),
        new JobMessage.Routing(
            QUEUE,
            Optional.of(new ReplyTo(REPLIES, false)),
            7,
            NOW,
            Optional.of(NOW.plusSeconds(60))),
        new JobMessage.Attempts(1, 0),
        new JobMessage.Body(body.getBytes(UTF_8), Optional.empty()));
  }

  /** The same from a JMS producer. */
  public static JobMessage fromOutside(JobMessage message) {
    var origin = message.origin();
    return with(message, new JobMessage.Origin(false, 1, origin.caller(), Optional.empty()));
  }

  public static JobMessage withFormat(JobMessage message, int format) {
    var origin = message.origin();
    return with(
        message, new JobMessage.Origin(origin.own(), format, origin.caller(), origin.version()));
  }

  private static JobMessage with(JobMessage message, JobMessage.Origin origin) {
    return new JobMessage(
        message.identity(), origin, message.routing(), message.attempts(), message.body());
  }

  public static JobMessage deliveredFor(JobMessage message, int time) {
    return new JobMessage(
        message.identity(),
        message.origin(),
        message.routing(),
        new JobMessage.Attempts(time, message.attempts().uncounted()),
        message.body());
  }

  /** Sent at another time, to expire when it would anyway. */
  public static JobMessage sentAt(JobMessage message, Instant time) {
    var routing = message.routing();
    return new JobMessage(
        message.identity(),
        message.origin(),
        new JobMessage.Routing(
            routing.queue(), routing.replyTo(), routing.priority(), time, routing.expires()),
        message.attempts(),
        message.body());
  }

  public static JobMessage repliedTo(JobMessage message, Optional<ReplyTo> to) {
    var routing = message.routing();
    return new JobMessage(
        message.identity(),
        message.origin(),
        new JobMessage.Routing(
            routing.queue(), to, routing.priority(), routing.queued(), routing.expires()),
        message.attempts(),
        message.body());
  }

  public static JobMessage unreadable(JobMessage message, String reason) {
    return new JobMessage(
        message.identity(),
        message.origin(),
        message.routing(),
        message.attempts(),
        new JobMessage.Body(message.body().bytes(), Optional.of(reason)));
  }

  /** Another message of the same producer for the same submission. */
  public static JobMessage askedAgain(JobMessage message) {
    var identity = message.identity();
    var other =
        new JobMessage.Identity(
            identity.messageId() + "2",
            identity.requestId() + "2",
            identity.correlationId(),
            identity.submission());
    return new JobMessage(
        other, message.origin(), message.routing(), message.attempts(), message.body());
  }
}
