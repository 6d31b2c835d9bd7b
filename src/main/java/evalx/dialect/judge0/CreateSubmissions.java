package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.Answer;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.intake.Reservation;
import evalx.submission.Caller;
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
    var accepted = accept(asked.params(), view.base64(), asked, 0);
    if (!waits) {
      return Reply.now(Answer.json(201, token(accepted)));
    }
    return new Reply.Later(
        submissions.end(
            accepted,
            asked.caller(),
            result -> created(view, submissions.shown(accepted, Optional.of(result)))),
        MAX_WAIT,
        () -> created(view, submissions.shown(accepted, Optional.empty())));
  }

  private Submissions.Accepted accept(JsonNode params, boolean base64, Asked asked, int index) {
    var attributes = Attributes.read(params, base64, languages);
    return submissions.accept(
        attributes,
        toProgram.of(attributes, asked.caller()),
        asked.caller(),
        asked.reservations().apply(index));
  }

  private static ObjectNode token(Submissions.Accepted accepted) {
    return Json.MAPPER.createObjectNode().put("token", accepted.id().toString());
  }

  private static Answer created(View view, View.Shown shown) {
    try {
      return Answer.json(201, view.write(shown));
    } catch (View.NotText e) {
      var answer = Json.MAPPER.createObjectNode().put("error", ONE_IS_NO_TEXT);
      return Answer.json(201, answer.put("token", shown.id().toString()));
    }
  }

  /** Each is accepted or refused by itself. */
  Reply batch(Asked asked) {
    var base64 = Params.flag(asked.params(), "base64_encoded");
    var list = asked.params().path("submissions");
    Judge0Servlet.checkBatch(list.isArray() ? list.size() : 0);
    var answers = Judge0Servlet.list();
    var created = 0;
    for (int i = 0; i < list.size(); i++) {
      try {
        answers.add(token(accept(list.get(i), base64, asked, i)));
        created++;
      } catch (Refused e) {
        answers.add(e.body());
      } catch (RuntimeException e) {
        if (created == 0) {
          throw e;
        }
        refuseRest(answers, list.size(), e);
        break;
      }
    }
    return Reply.now(Answer.json(created == 0 ? 422 : 201, answers));
  }

  /** What one has met the next ones would meet too, such as an outage. */
  private static void refuseRest(ArrayNode answers, int size, RuntimeException failure) {
    var error = Judge0Servlet.sentence(Door.problem(failure));
    while (answers.size() < size) {
      answers.addObject().put("error", error);
    }
  }
}
