package evalx.dialect.piston;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.config.HttpSettings;
import evalx.config.Settings;
import evalx.dialect.Answer;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.Reply;
import evalx.files.FileStore;
import evalx.files.SpooledTexts;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Runs the program of a request, and answers when it has ended. */
@Singleton
class Execute {
  /** Longer than any run takes that does not wait in the queue. */
  private static final Duration WAIT = Duration.ofMinutes(5);

  private final Runtimes runtimes;
  private final AcceptSubmission acceptSubmission;
  private final AwaitEnd awaitEnd;
  private final FileStore store;
  private final HttpSettings http;
  private final int maxFile;

  @Inject
  Execute(
      Runtimes runtimes,
      AcceptSubmission acceptSubmission,
      AwaitEnd awaitEnd,
      FileStore store,
      Settings settings) {
    this.runtimes = runtimes;
    this.acceptSubmission = acceptSubmission;
    this.awaitEnd = awaitEnd;
    this.store = store;
    this.http = settings.http();
    this.maxFile = settings.stores().files().bytes().file();
  }

  int maxBodyBytes() {
    return http.dialects().pistonBodyBytes();
  }

  /**
   * What comes of a request.
   *
   * @param texts that are too long for its body
   * @throws BadRequest as Piston refuses it
   * @throws RuntimeException as {@link AcceptSubmission#accept} does
   */
  Reply reply(Call call, Caller caller, SpooledTexts texts, JsonNode body, Reservation place) {
    var contents =
        new Contents(
            texts::find, content -> store.add(content, caller).id(), http.maxBodyBytes(), maxFile);
    var asked = ExecuteRequest.read(body, runtimes, contents);
    var id = acceptSubmission.accept(asked.program().request(), caller, place);
    return new Reply.Later(
        awaitEnd.alone(call, id, caller, result -> ExecuteAnswer.of(asked, result)),
        WAIT,
        () -> Answer.json(500, "message", "The job did not end in time"));
  }
}
