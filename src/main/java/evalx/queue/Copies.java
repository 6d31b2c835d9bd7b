package evalx.queue;

import evalx.broker.Outgoing;
import evalx.submission.TraceContext;
import java.util.Optional;

/** What every copy of a job's message repeats of it. */
final class Copies {
  private Copies() {}

  static Outgoing of(JobMessage job, Outgoing copy) {
    var identity = job.identity();
    var origin = job.origin();
    var described =
        copy.correlated(identity.correlationId())
            .priority(job.routing().priority())
            .with(MessageProperties.FORMAT, origin.format())
            .with(MessageProperties.TOKEN, identity.submission().toString())
            .with(MessageProperties.REQUEST, identity.requestId())
            .with(
                MessageProperties.REPLY_TO,
                job.routing().replyTo().map(ReplyTo::toString).orElse(""))
            .with(MessageProperties.CALLER, origin.caller().key())
            .with(MessageProperties.UNCOUNTED, job.attempts().uncounted());
    var asked =
        origin
            .version()
            .map(version -> described.with(MessageProperties.VERSION, version))
            .orElse(described);
    return within(origin.caller().trace(), asked);
  }

  /** A message that belongs to a trace, where there is one. */
  static Outgoing within(Optional<TraceContext> trace, Outgoing message) {
    if (trace.isEmpty()) {
      return message;
    }
    var named = message.with(MessageProperties.TRACE_PARENT, trace.get().parent());
    return trace
        .get()
        .state()
        .map(state -> named.with(MessageProperties.TRACE_STATE, state))
        .orElse(named);
  }
}
