package evalx.api;

import evalx.admin.NotFound;
import evalx.admin.NotPossible;
import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.files.FileMissing;
import evalx.files.FileStoreFull;
import evalx.files.FilesAway;
import evalx.format.InvalidRequest;
import evalx.format.InvalidSubmission;
import evalx.format.NotJson;
import evalx.format.Problem;
import evalx.history.HistoryOff;
import evalx.history.HistoryUnavailable;
import evalx.intake.KeyInUse;
import evalx.intake.KeyReused;
import evalx.intake.LanguageUnavailable;
import evalx.intake.NotAllowed;
import evalx.intake.OutOfTime;
import evalx.intake.QuotaExceeded;
import evalx.intake.TooManyKeys;
import evalx.push.TooManyStreams;
import evalx.push.TooManyTickets;
import evalx.redis.RedisAway;
import evalx.result.StoreFull;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Answers every exception with a problem, and tells the log of those that are our fault. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
  private static final int RETRY_SECONDS = 5;
  private static final String NO_WORKER =
      " is known, but no worker offers it at the moment; try again.";
  private static final Logger LOG = System.getLogger(Problems.class.getName());

  /** Of this node: problems are found in filters, resources and connections of its own making. */
  static final Outages OUTAGES = new Outages(System::nanoTime);

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof WebApplicationException http) {
      return ofServer(http.getResponse());
    }
    var problem = logged(failure);
    var response = response(problem);
    retryAfter(problem).ifPresent(seconds -> response.header("Retry-After", seconds));
    return response.build();
  }

  /** The problem that a failure is; the log is told of those that are ours. */
  static Problem logged(Throwable failure) {
    var problem = of(failure);
    if (problem.status() == 500) {
      LOG.log(Level.ERROR, "a request was answered with 500", failure);
    } else {
      partAway(failure).ifPresent(part -> OUTAGES.refused(part, failure));
    }
    return problem;
  }

  /** Seconds after which to try again what has met a problem; empty where that is of no use. */
  static Optional<Integer> retryAfter(Problem problem) {
    return problem.status() == 503 || problem.status() == 429
        ? Optional.of(RETRY_SECONDS)
        : Optional.empty();
  }

  static Problem of(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (failure instanceof NotJson || failure instanceof InvalidSubmission) {
      return Problem.of((RuntimeException) failure);
    }
    if (failure instanceof InvalidRequest invalid) {
      var detail = "The request has an invalid member; see errors.";
      return new Problem(422, "Invalid request", detail, List.of(invalid.error()));
    }
    if (failure instanceof NotAllowed) {
      return Problem.of(403, "Not allowed", "This API token may not do this.");
    }
    if (failure instanceof NotFound) {
      return Problem.of(404, "Not found", String.valueOf(failure.getMessage()));
    }
    if (failure instanceof NotPossible) {
      return Problem.of(409, "Not possible", String.valueOf(failure.getMessage()));
    }
    if (failure instanceof KeyReused) {
      return Problem.of(
          409,
          "Idempotency-Key reused",
          "Another request has this Idempotency-Key; choose another.");
    }
    if (failure instanceof KeyInUse) {
      return Problem.of(
          503,
          "Being answered",
          "The same request with this Idempotency-Key is still being answered; try again.");
    }
    if (failure instanceof TooManyKeys keys) {
      return Problem.of(
          429,
          "Too many keys",
          "At most %d answers of a caller are kept in an hour; send no Idempotency-Key."
              .formatted(keys.max()));
    }
    if (failure instanceof TooManyTickets tickets) {
      return Problem.of(
          429,
          "Too many tickets",
          "At most %d tickets are given to a caller in a minute.".formatted(tickets.max()));
    }
    if (failure instanceof QuotaExceeded exceeded) {
      return Problem.of(429, exceeded.title(), String.valueOf(exceeded.getMessage()));
    }
    if (failure instanceof HistoryOff) {
      return Problem.of(404, "History is off", "HISTORY=true or DATABASE_URL turns it on.");
    }
    if (failure instanceof LanguageUnavailable unavailable) {
      return Problem.of(503, "Language not available", unavailable.language() + NO_WORKER);
    }
    if (failure instanceof QueueFull) {
      return Problem.of(503, "Queue full", "The queue of this language is full; try again.");
    }
    if (failure instanceof TooManyStreams streams) {
      return streams.ofClient()
          ? Problem.of(429, "Too many streams", "Close one of your event streams first.")
          : Problem.of(503, "Too many streams", "Too many clients follow submissions; try again.");
    }
    if (failure instanceof StoreFull) {
      return Problem.of(503, "Store full", "The result store is full; try again later.");
    }
    if (failure instanceof FileMissing) {
      return FilesResource.UNKNOWN;
    }
    if (failure instanceof FileStoreFull) {
      return Problem.of(503, "Store full", "The file store is full; try again later.");
    }
    return partAway(failure)
        .map(away -> Problem.of(503, "Not available", away + " is away; try again."))
        .orElseGet(() -> Problem.of(500, "Internal error", "The failure has been logged."));
  }

  /** The part of the service that is to blame; empty for other failures. */
  private static Optional<String> partAway(Throwable failure) {
    if (failure instanceof RedisAway || failure instanceof OutOfTime) {
      return Optional.of("Redis");
    }
    if (failure instanceof HistoryUnavailable) {
      return Optional.of("The database of the history");
    }
    if (failure instanceof FilesAway) {
      return Optional.of("The file store");
    }
    return failure instanceof BrokerAway || failure instanceof SendRefused
        ? Optional.of("The broker")
        : Optional.empty();
  }

  /** What the server itself found: an unknown path, a wrong method or media type. */
  private static Response ofServer(Response theirs) {
    var ours = response(ofStatus(theirs.getStatus()));
    var allowed = theirs.getHeaderString("Allow");
    return allowed == null ? ours.build() : ours.header("Allow", allowed).build();
  }

  /** The problem that an HTTP status stands for. */
  static Problem ofStatus(int status) {
    var known = Response.Status.fromStatusCode(status);
    return Problem.of(status, known == null ? "Error" : known.getReasonPhrase(), detail(status));
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this path.";
      case 405 -> "This path does not take this method.";
      case 406 -> "Answers are application/json.";
      case 415 -> "Requests must be application/json.";
      default -> "The request cannot be answered.";
    };
  }

  static Response.ResponseBuilder response(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.json());
  }
}
