package evalx.api;

import evalx.format.BatchWriter;
import evalx.format.Problem;
import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Answers with what is known of several submissions, in their order. */
@Singleton
class SendBatch {
  private final ResultLookup results;
  private final SendResult sendResult;

  @Inject
  SendBatch(ResultLookup results, SendResult sendResult) {
    this.results = results;
    this.sendResult = sendResult;
  }

  /**
   * What is said of one submission.
   *
   * @param held bytes of its result in memory
   * @param plain bytes of these as JSON
   * @param toLoad bytes that are loaded when it is written
   */
  private record Part(boolean hasEnded, int held, int plain, int toLoad, Writing writing) {
    static Part error(Problem problem) {
      return new Part(true, 0, 0, 0, (writer, deadline) -> writer.error(problem));
    }
  }

  private interface Writing {
    void write(BatchWriter writer, long deadline) throws IOException;
  }

  /** 202 with the tokens of those that have been accepted in this request. */
  static Response accepted(List<BatchItem> items) {
    return Response.accepted(bytes(items.stream().map(SendBatch::acceptedPart).toList())).build();
  }

  private static Part acceptedPart(BatchItem item) {
    if (item instanceof BatchItem.Accepted accepted) {
      var json = ProgressWriter.accepted(accepted.id(), Phase.IN_QUEUE);
      return new Part(false, 0, 0, 0, (writer, deadline) -> writer.json(json));
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
    var parts = items.stream().map(item -> part(item, caller)).toList();
    var status = parts.stream().allMatch(Part::hasEnded) ? 200 : 202;
    var toLoad = parts.stream().mapToLong(Part::toLoad).max().orElse(0);
    if (toLoad == 0 && parts.stream().mapToLong(Part::plain).sum() <= SendResult.MAX_SMALL) {
      response.resume(Response.status(status).entity(bytes(parts)).build());
      return;
    }
    var held = parts.stream().mapToLong(Part::held).sum();
    StreamingOutput body = out -> write(parts, out);
    sendResult.sendLarge(
        held + toLoad, () -> Response.status(status).entity(body).build(), response);
  }

  private Part part(BatchItem item, Caller caller) {
    if (item instanceof BatchItem.Accepted accepted) {
      return part(accepted.id(), results.find(accepted.id(), caller));
    }
    if (item instanceof BatchItem.Refused refused) {
      return Part.error(refused.problem());
    }
    throw new IllegalStateException(item.toString());
  }

  private Part part(SubmissionId id, Lookup lookup) {
    if (lookup instanceof Lookup.Finished finished) {
      var result = finished.result();
      return new Part(
          true,
          result.packed().length,
          result.plainLength(),
          0,
          (writer, deadline) -> SendResult.write(result, false, writer.next(), deadline));
    }
    if (lookup instanceof Lookup.FinishedLarge large) {
      return new Part(
          true, 0, 0, large.bytes(), (writer, deadline) -> writeLarge(id, writer, deadline));
    }
    if (lookup instanceof Lookup.InProgress now) {
      var json = ProgressWriter.progress(id, now.status(), now.done(), now.total());
      return new Part(false, json.length, json.length, 0, (writer, deadline) -> writer.json(json));
    }
    if (lookup instanceof Lookup.Unknown) {
      return Part.error(SubmissionsResource.UNKNOWN);
    }
    throw new IllegalStateException(lookup.toString());
  }

  private void writeLarge(SubmissionId id, BatchWriter writer, long deadline) throws IOException {
    var result = results.load(id);
    if (result.isPresent()) {
      SendResult.write(result.get(), false, writer.next(), deadline);
    } else {
      writer.error(SubmissionsResource.UNKNOWN);
    }
  }

  private static byte[] bytes(List<Part> parts) {
    var out = new ByteArrayOutputStream();
    try {
      write(parts, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(List<Part> parts, OutputStream out) throws IOException {
    var deadline = SendResult.deadline();
    var writer = new BatchWriter(out);
    for (Part part : parts) {
      part.writing().write(writer, deadline);
    }
    writer.end();
  }
}
