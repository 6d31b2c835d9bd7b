package evalx.dialect.judge0;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Program;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.Json;
import evalx.format.SubmissionRequest;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.result.Lookup;
import evalx.result.Notes;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.WebhookShape;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Accepts Judge0's submissions, and finds them again with what their clients sent. */
@Singleton
class Submissions {
  /** What Judge0 calls the members that the one way in may refuse. */
  private static final Map<String, String> NAMES =
      Map.of(
          "compiler_options", "compiler_options",
          "test_cases", "command_line_arguments",
          "timeout", "cpu_time_limit",
          "wall_timeout", "wall_time_limit",
          "memory", "memory_limit",
          "language", "language_id",
          "webhook_url", Attributes.CALLBACK,
          "files", Attributes.ADDITIONAL_FILES);

  private final AcceptSubmission acceptSubmission;
  private final AwaitEnd awaitEnd;
  private final ResultLookup results;
  private final Notes notes;
  private final TellEnd tellEnd;

  @Inject
  Submissions(
      AcceptSubmission acceptSubmission,
      AwaitEnd awaitEnd,
      ResultLookup results,
      Notes notes,
      TellEnd tellEnd) {
    this.acceptSubmission = acceptSubmission;
    this.awaitEnd = awaitEnd;
    this.results = results;
    this.notes = notes;
    this.tellEnd = tellEnd;
  }

  boolean isStrict() {
    return tellEnd.isStrict();
  }

  /** A submission that was accepted. */
  record Accepted(SubmissionId id, ObjectNode note) {}

  /** What a client is told of a submission that was accepted. */
  View.Shown shown(Accepted accepted, Optional<Result> result) {
    return shown(accepted.id(), accepted.note(), result, Status.IN_QUEUE);
  }

  private View.Shown shown(
      SubmissionId id, JsonNode note, Optional<Result> result, Status waiting) {
    return new View.Shown(id, note, result.map(tellEnd::of), waiting);
  }

  /** The submission that the same request has queued before. */
  Optional<Accepted> queued(Attributes attributes, Reservation reservation) {
    return reservation.queued().map(id -> new Accepted(id, note(attributes)));
  }

  /**
   * Checks a submission, and accepts none.
   *
   * @throws Refused as Judge0 refuses it
   * @throws RuntimeException as {@link AcceptSubmission#check} does
   */
  void check(Attributes attributes, Program program, Caller caller) {
    try {
      acceptSubmission.check(request(attributes, program), caller);
    } catch (InvalidSubmission e) {
      throw new Refused(422, errors(e));
    }
  }

  /**
   * Accepts a submission.
   *
   * @throws Refused as Judge0 refuses it
   * @throws RuntimeException as {@link AcceptSubmission#accept} does
   */
  Accepted accept(Attributes attributes, Program program, Caller caller, Reservation reservation) {
    var note = note(attributes);
    var noted = new NotedReservation(reservation, id -> notes.put(id, bytes(note)));
    try {
      var id = acceptSubmission.accept(request(attributes, program), caller, noted);
      return new Accepted(id, note);
    } catch (InvalidSubmission e) {
      throw new Refused(422, errors(e));
    } catch (RuntimeException e) {
      noted.abandoned().ifPresent(notes::remove);
      throw e;
    }
  }

  private static SubmissionRequest request(Attributes attributes, Program program) {
    var webhook =
        attributes
            .text(Attributes.CALLBACK)
            .map(url -> new SubmissionRequest.Webhook(url, WebhookShape.JUDGE0));
    return program.request(webhook);
  }

  private static ObjectNode note(Attributes attributes) {
    var language = attributes.language();
    var note = attributes.values().deepCopy();
    note.putObject("language").put("id", language.id()).put("name", language.name());
    return note.put(Attributes.CREATED_AT, View.time(Instant.now()));
  }

  private static byte[] bytes(JsonNode note) {
    try {
      return Json.MAPPER.writeValueAsBytes(note);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode errors(InvalidSubmission invalid) {
    var errors = Json.MAPPER.createObjectNode();
    for (FieldError error : invalid.errors()) {
      var member = error.field().split("[\\[.]", 2)[0];
      var messages = errors.withArray("/" + NAMES.getOrDefault(member, Attributes.SOURCE));
      // Runs are equal test cases, and what is wrong with one is wrong with each.
      if (!has(messages, error.message())) {
        messages.add(error.message());
      }
    }
    return errors;
  }

  private static boolean has(ArrayNode messages, String message) {
    for (JsonNode each : messages) {
      if (each.asText().equals(message)) {
        return true;
      }
    }
    return false;
  }

  /** What is made of the result of a submission when it has one. */
  <T> CompletableFuture<T> end(Accepted accepted, Caller caller, Function<Result, T> made) {
    return awaitEnd.of(accepted.id(), caller, made);
  }

  /** Empty where no such submission is known, or none that came in this dialect. */
  Optional<View.Shown> find(String token, Caller caller) {
    return SubmissionId.parse(token).flatMap(id -> find(id, caller));
  }

  /** Empty where no such submission is known any more, or it came in no such request. */
  Optional<View.Shown> find(SubmissionId id, Caller caller) {
    var lookup = results.find(id, caller);
    return lookup instanceof Lookup.Unknown
        ? Optional.empty()
        : notes.find(id).map(note -> shown(id, Json.parse(note), lookup));
  }

  private View.Shown shown(SubmissionId id, JsonNode note, Lookup lookup) {
    var waiting =
        lookup instanceof Lookup.InProgress now && !now.status().equals(Phase.IN_QUEUE.label())
            ? Status.PROCESSING
            : Status.IN_QUEUE;
    return shown(id, note, awaitEnd.result(id, lookup), waiting);
  }

  /** Forgets what is kept of the request of a submission. */
  void forget(SubmissionId id) {
    notes.remove(id);
  }
}
