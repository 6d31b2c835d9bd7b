package evalx.api;

import evalx.format.BatchReader;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionReader;
import evalx.format.SubmissionRequest;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/**
 * Runs one program, with one input or with several, and waits for the result without holding a
 * thread.
 */
@Path("{endpoint: execute|execute-batch}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExecuteResource {
  static final int DEFAULT_WAIT_SECONDS = 30;

  private static final Map<String, AcceptBody.Format<SubmissionRequest>> FORMATS =
      Map.of(
          "execute",
          new AcceptBody.Format<>(SubmissionReader::readSingle, InvalidSubmission::ofSingleCase),
          "execute-batch",
          new AcceptBody.Format<>(BatchReader::readOneProgram, InvalidSubmission::ofOneProgram));

  private AcceptBody acceptBody;
  private LongPoll longPoll;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public ExecuteResource() {}

  @Inject
  ExecuteResource(AcceptBody acceptBody, LongPoll longPoll) {
    this.acceptBody = acceptBody;
    this.longPoll = longPoll;
  }

  @POST
  @Limited
  @Consumes(MediaType.APPLICATION_JSON)
  public void post(
      @PathParam("endpoint") String endpoint,
      @HeaderParam("Accept-Encoding") String encodings,
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    // The result is read here too.
    Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(DEFAULT_WAIT_SECONDS);
    query.refuseErrors();
    var accepted = acceptBody.one(http, in, Objects.requireNonNull(FORMATS.get(endpoint)));
    longPoll.answerAccepted(accepted, seconds, AcceptEncoding.allowsGzip(encodings), response);
  }
}
