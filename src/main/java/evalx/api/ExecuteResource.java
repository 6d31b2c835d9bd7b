package evalx.api;

import evalx.format.InvalidSubmission;
import evalx.format.SubmissionReader;
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

/** Runs one program with one input, and waits for its result without holding a thread. */
@Path("execute")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExecuteResource {
  private static final int DEFAULT_WAIT_SECONDS = 30;

  private AcceptSubmission acceptSubmission;
  private LongPoll longPoll;
  private Bodies bodies;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public ExecuteResource() {}

  @Inject
  ExecuteResource(AcceptSubmission acceptSubmission, LongPoll longPoll, Bodies bodies) {
    this.acceptSubmission = acceptSubmission;
    this.longPoll = longPoll;
    this.bodies = bodies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void post(
      @HeaderParam("Content-Length") String length,
      @HeaderParam("Content-Encoding") String encoding,
      @HeaderParam("Accept-Encoding") String encodings,
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    // The result is read here too.
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(DEFAULT_WAIT_SECONDS);
    query.refuseErrors();
    var id = bodies.read(in, length, encoding, body -> accept(body, caller));
    longPoll.answerAccepted(id, seconds, AcceptEncoding.allowsGzip(encodings), response);
  }

  private SubmissionId accept(byte[] body, Caller caller) {
    try {
      return acceptSubmission.accept(SubmissionReader.readSingle(body), caller);
    } catch (InvalidSubmission e) {
      throw e.ofSingleCase();
    }
  }
}
