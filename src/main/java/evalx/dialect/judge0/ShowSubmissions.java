package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Door;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.format.Json;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what became of submissions, and removes them. */
@Singleton
class ShowSubmissions {
  private static final String SEVERAL_ARE_NO_TEXT =
      "some attributes for one or more submissions cannot be converted to UTF-8, use"
          + " base64_encoded=true query parameter";

  private final Submissions submissions;
  private final Door door;

  @Inject
  ShowSubmissions(Submissions submissions, Door door) {
    this.submissions = submissions;
    this.door = door;
  }

  private View view(Call call) {
    return View.of(Params.query(call), submissions.isStrict());
  }

  /**
   * One submission.
   *
   * @throws Refused when there is none
   */
  Answer one(String token, Call call, Caller caller, Door.Room room) {
    var view = view(call);
    return Answer.json(
        200,
        room.part(
            () ->
                submissions
                    .find(token, caller)
                    .map(shown -> answer(view, shown).body())
                    .orElseThrow(Refused::notFound)));
  }

  private static Answer answer(View view, View.Shown shown) {
    try {
      return Answer.json(200, view.write(shown));
    } catch (View.NotText e) {
      throw new Refused(400, CreateSubmissions.ONE_IS_NO_TEXT);
    }
  }

  /** In the order of the tokens; null for each that is not known. */
  Answer batch(Call call, Caller caller, Door.Room room) {
    var view = view(call);
    var asked = Params.query(call).path("tokens").asText("");
    var tokens = tokens(asked.isEmpty() ? call.header("tokens").orElse("") : asked);
    Judge0Servlet.checkBatch(tokens.size());
    var parts = new Parts(room);
    for (String token : tokens) {
      parts.add(token, () -> part(view, token, caller));
    }
    return parts.answer("");
  }

  private JsonNode part(View view, String token, Caller caller) {
    return submissions
        .find(token, caller)
        .map(shown -> part(view, shown))
        .orElseGet(Json.MAPPER::nullNode);
  }

  /** One of several. */
  static JsonNode part(View view, View.Shown shown) {
    try {
      return view.write(shown);
    } catch (View.NotText e) {
      throw new Refused(400, SEVERAL_ARE_NO_TEXT);
    }
  }

  private static List<String> tokens(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  /** Empty where there is no such submission. */
  Optional<Answer> delete(String token, Call call, Caller caller) {
    var view = view(call).inBase64();
    return submissions
        .find(token, caller)
        .map(
            shown -> {
              if (shown.end().isEmpty()) {
                var status = shown.waiting();
                throw new Refused(
                    400,
                    "submission cannot be deleted because its status is %d (%s)"
                        .formatted(status.id(), status.description()));
              }
              door.remove(shown.id(), caller);
              submissions.forget(shown.id());
              return answer(view, shown);
            });
  }
}
