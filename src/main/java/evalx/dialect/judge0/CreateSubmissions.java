package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.Answer;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.intake.QuotaExceeded;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** Takes submissions, one or several. */
@Singleton
class CreateSubmissions {
  /** Longer than any submission takes that does not wait in the queue. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);

  static final String ONE_IS_NO_TEXT =
      "some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true"
          + " query parameter";

  private final KnownLanguages languages;
  private final ToProgram toProgram;
  private final Submissions submissions;

  @Inject
  CreateSubmissions(KnownLanguages languages, ToProgram toProgram, Submissions submissions) {
    this.languages = languages;
    this.toProgram = toProgram;
    this.submissions = submissions;
  }

  /**
   * A request to create.
   *
   * @param reservations by the place of a submission in it
   */
  record Asked(ObjectNode params, Caller caller, IntFunction<Reservation> reservations) {}

  Reply one(Asked asked) {
    var view = View.of(asked.params(), submissions.isStrict());
    var waits = Params.flag(asked.params(), "wait");
    var accepted = accept(asked.params(), new Taking(asked, view.base64(), large(asked)), 0);
    if (!waits) {
      return Reply.now(Answer.json(201, token(accepted.id())));
    }
    return new Reply.Later(
        submissions.end(
            accepted,
            asked.caller(),
            result -> created(view, submissions.shown(accepted, Optional.of(result)))),
        MAX_WAIT,
        () -> created(view, submissions.shown(accepted, Optional.empty())));
  }

  /** How the submissions of a request are taken. */
  private record Taking(Asked asked, boolean base64, LargeData large) {}

  private LargeData large(Asked asked) {
    return toProgram.largeData(asked.caller());
  }

  /** A repeat of one that is queued already needs nothing of the file store, which may be away. */
  private Submissions.Accepted accept(JsonNode params, Taking taking, int index) {
    var attributes = Attributes.read(params, taking.base64(), languages);
    var reservation = taking.asked().reservations().apply(index);
    return submissions
        .queued(attributes, reservation)
        .orElseGet(() -> acceptNew(attributes, taking, reservation));
  }

  private Submissions.Accepted acceptNew(
      Attributes attributes, Taking taking, Reservation reservation) {
    var caller = taking.asked().caller();
    var program =
        ToProgram.of(
            attributes, taking.large(), draft -> submissions.check(attributes, draft, caller));
    return submissions.accept(attributes, program, caller, reservation);
  }

  private static ObjectNode token(SubmissionId id) {
    return Json.MAPPER.createObjectNode().put("token", id.toString());
  }

  private static Answer created(View view, View.Shown shown) {
    try {
      return Answer.json(201, view.write(shown));
    } catch (View.NotText e) {
      var answer = Json.MAPPER.createObjectNode().put("error", ONE_IS_NO_TEXT);
      return Answer.json(201, answer.put("token", shown.id().toString()));
    }
  }

  /**
   * Each is accepted or refused by itself; one that was queued before keeps its token, whatever the
   * others meet.
   */
  Reply batch(Asked asked) {
    var base64 = Params.flag(asked.params(), "base64_encoded");
    var list = asked.params().path("submissions");
    Judge0Servlet.checkBatch(list.isArray() ? list.size() : 0);
    var taking = new Taking(asked, base64, large(asked));
    var answers = Judge0Servlet.list();
    var created = 0;
    Optional<RuntimeException> failure = Optional.empty();
    for (int i = 0; i < list.size(); i++) {
      var before = asked.reservations().apply(i).queued();
      if (before.isPresent()) {
        answers.add(token(before.get()));
        created++;
      } else if (failure.filter(CreateSubmissions::isOfAll).isPresent()) {
        answers.add(told(failure.get()));
      } else {
        try {
          answers.add(token(accept(list.get(i), taking, i).id()));
          created++;
        } catch (Refused e) {
          answers.add(e.body());
        } catch (RuntimeException e) {
          failure = Optional.of(e);
          answers.add(told(e));
        }
      }
    }
    if (failure.isPresent() && created == 0) {
      throw failure.get();
    }
    return Reply.now(Answer.json(created == 0 ? 422 : 201, answers));
  }

  /** Whether what one has met, such as an outage, the next ones would meet too. */
  private static boolean isOfAll(RuntimeException failure) {
    return !(failure instanceof QuotaExceeded);
  }

  private static ObjectNode told(RuntimeException failure) {
    var error = Judge0Servlet.sentence(Door.problem(failure));
    return Json.MAPPER.createObjectNode().put("error", error);
  }
}
