package evalx.dialect.jobe;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Answer;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.Reply;
import evalx.files.FileStore;
import evalx.format.InvalidSubmission;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Runs the program of a request, and answers when it has ended. */
@Singleton
class RunProgram {
  private final KnownLanguages languages;
  private final SentFiles sentFiles;
  private final FileStore store;
  private final AcceptSubmission acceptSubmission;
  private final AwaitEnd awaitEnd;

  @Inject
  RunProgram(
      KnownLanguages languages,
      SentFiles sentFiles,
      FileStore store,
      AcceptSubmission acceptSubmission,
      AwaitEnd awaitEnd) {
    this.languages = languages;
    this.sentFiles = sentFiles;
    this.store = store;
    this.acceptSubmission = acceptSubmission;
    this.awaitEnd = awaitEnd;
  }

  /**
   * What comes of a request.
   *
   * @throws Refused when it is none
   * @throws RuntimeException as {@link AcceptSubmission#accept} does
   */
  Reply reply(Call call, JsonNode body, Caller caller, Reservation place) {
    var spec = RunSpec.read(body, languages, id -> sentFiles.find(id, caller));
    try {
      var id = acceptSubmission.accept(spec.program().request(), caller, place);
      return new Reply.Later(
          awaitEnd.alone(call, id, caller, result -> RunAnswer.of(spec, result, store::open)),
          spec.maxWait(),
          RunAnswer::overload);
    } catch (InvalidSubmission e) {
      return Reply.now(refused(e));
    }
  }

  /** What a compiler may not be told would not compile there. */
  private static Answer refused(InvalidSubmission invalid) {
    var sentence =
        invalid.errors().stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; "));
    return invalid.errors().stream().allMatch(e -> e.field().startsWith("compiler_options"))
        ? RunAnswer.compilationError("0", sentence)
        : new Refused(400, sentence).answer();
  }
}
