package evalx.api;

import evalx.format.BatchWriter;
import evalx.format.Problem;
import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.WaitingSubmissions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Answers with what is known of several submissions, in their order. */
@Singleton
class SendBatch {
  private final ResultLookup results;
  private final SendResult sendResult;
  private final WaitingSubmissions waiting;
  private final LongSupplier nanoTime;

  @Inject
  SendBatch(ResultLookup results, SendResult sendResult, WaitingSubmissions waiting) {
    this(results, sendResult, waiting, System::nanoTime);
  }

  SendBatch(
      ResultLookup results,
      SendResult sendResult,
      WaitingSubmissions waiting,
      LongSupplier nanoTime) {
    this.results = results;
    this.sendResult = sendResult;
    this.waiting = waiting;
    this.nanoTime = nanoTime;
  }

  /**
   * What is said of one submission.
   *
   * @param inMemory bytes that are written, as far as they are in memory
   * @param toLoad bytes that are loaded when it is written
   */
  private record Part(boolean hasEnded, int inMemory, int toLoad, Writing writing) {
    static Part error(Problem problem) {
      return new Part(true, 0, 0, (writer, pace) -> writer.error(problem));
    }
  }

  private interface Writing {
    void write(BatchWriter writer, Pace pace) throws IOException;
  }

  /** 202 with the tokens of those that have been accepted in this request. */
  static Response accepted(List<BatchItem> items) {
    return Response.accepted(bytes(items.stream().map(SendBatch::acceptedPart).toList())).build();
  }

  private static Part acceptedPart(BatchItem item) {
    if (item instanceof BatchItem.Accepted accepted) {
      var json = ProgressWriter.accepted(accepted.id(), Phase.IN_QUEUE);
      return new Part(false, 0, 0, (writer, pace) -> writer.json(json));
    }
    if (item instanceof BatchItem.Refused refused) {
      return Part.error(refused.problem());
    }
    throw new IllegalStateException(item.toString());
  }

  /**
   * Answers with the result or the progress of each submission: 200 when all have ended, else 202.
   *
   * @throws Refusal 503 when too many large results are being read
   * @throws evalx.redis.RedisAway during an outage
   */
  void send(List<BatchItem> items, Caller caller, AsyncResponse response) {
    var parts = new ArrayList<Part>();
    var room = SendResult.MAX_SMALL;
    for (BatchItem item : items) {
      var part = part(item, caller, room);
      room -= part.inMemory();
      parts.add(part);
    }
    var status = parts.stream().allMatch(Part::hasEnded) ? 200 : 202;
    var toLoad = parts.stream().mapToInt(Part::toLoad).max().orElse(0);
    if (toLoad == 0) {
      response.resume(Response.status(status).entity(bytes(parts)).build());
      return;
    }
    StreamingOutput body = out -> write(parts, out, new Pace(nanoTime));
    sendResult.sendLarge(
        toLoad, caller, () -> Response.status(status).entity(body).build(), response);
  }

  private Part part(BatchItem item, Caller caller, int room) {
    if (item instanceof BatchItem.Accepted accepted) {
      return part(accepted.id(), results.find(accepted.id(), caller), room);
    }
    if (item instanceof BatchItem.Refused refused) {
      return Part.error(refused.problem());
    }
    throw new IllegalStateException(item.toString());
  }

  /**
   * @param room bytes of results that may still be kept in memory; the others are loaded again, one
   *     at a time
   */
  private Part part(SubmissionId id, Lookup lookup, int room) {
    if (lookup instanceof Lookup.Finished finished) {
      var result = finished.result();
      return result.plainLength() <= room
          ? new Part(
              true,
              result.plainLength(),
              0,
              (writer, pace) -> SendResult.write(result, false, writer.next(), pace))
          : toLoad(id, result.packed().length);
    }
    if (lookup instanceof Lookup.FinishedLarge large) {
      return toLoad(id, large.bytes());
    }
    if (lookup instanceof Lookup.InProgress now) {
      waiting.askedFor(id);
      var json = ProgressWriter.progress(id, now.status(), now.done(), now.total());
      return new Part(false, 0, 0, (writer, pace) -> writer.json(json));
    }
    if (lookup instanceof Lookup.Unknown) {
      return Part.error(SubmissionsResource.UNKNOWN);
    }
    throw new IllegalStateException(lookup.toString());
  }

  private Part toLoad(SubmissionId id, int bytes) {
    return new Part(true, 0, bytes, (writer, pace) -> load(id, writer, pace));
  }

  private void load(SubmissionId id, BatchWriter writer, Pace pace) throws IOException {
    var result = results.load(id);
    if (result.isPresent()) {
      SendResult.write(result.get(), false, writer.next(), pace);
    } else {
      writer.error(SubmissionsResource.UNKNOWN);
    }
  }

  private static byte[] bytes(List<Part> parts) {
    var out = new ByteArrayOutputStream();
    try {
      write(parts, out, new Pace(System::nanoTime));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * @param pace for all together: each piece that is read gives time for the next one
   */
  private static void write(List<Part> parts, OutputStream out, Pace pace) throws IOException {
    var writer = new BatchWriter(out);
    for (Part part : parts) {
      part.writing().write(writer, pace);
    }
    writer.end();
  }
}
