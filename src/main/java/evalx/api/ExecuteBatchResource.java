package evalx.api;

import evalx.format.BatchReader;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.intake.AcceptSubmission;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;

/** Runs one program with several inputs, and waits for the result without holding a thread. */
@Path("execute-batch")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExecuteBatchResource {
  private AcceptSubmission acceptSubmission;
  private LongPoll longPoll;
  private Bodies bodies;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public ExecuteBatchResource() {}

  @Inject
  ExecuteBatchResource(AcceptSubmission acceptSubmission, LongPoll longPoll, Bodies bodies) {
    this.acceptSubmission = acceptSubmission;
    this.longPoll = longPoll;
    this.bodies = bodies;
  }

  /** A submission that was accepted, and how many test cases it has. */
  private record Accepted(SubmissionId id, int total) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void post(
      @HeaderParam("Content-Length") String length,
      @HeaderParam("Accept-Encoding") String encodings,
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    // The result is read here too.
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(ExecuteResource.DEFAULT_WAIT_SECONDS);
    query.refuseErrors();
    var accepted =
        bodies.read(in, length, body -> accept(BatchReader.readOneProgram(body), caller));
    var gzip = AcceptEncoding.allowsGzip(encodings);
    longPoll.answerAccepted(accepted.id(), accepted.total(), seconds, gzip, response);
  }

  private Accepted accept(SubmissionRequest request, Caller caller) {
    try {
      var id = acceptSubmission.accept(request, caller);
      return new Accepted(id, request.testCases().size());
    } catch (InvalidSubmission e) {
      throw e.ofOneProgram();
    }
  }
}
