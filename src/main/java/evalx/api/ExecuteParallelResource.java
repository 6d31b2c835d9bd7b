package evalx.api;

import evalx.format.BatchReader;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;

/** Runs several programs, each with one input, and waits for all results without a thread. */
@Path("execute-parallel")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExecuteParallelResource {
  private static final int MAX_REQUESTS = 250;

  private static final AcceptBody.Format<List<SubmissionRequest>> FORMAT =
      new AcceptBody.Format<>(
          body -> BatchReader.readSingles(body, MAX_REQUESTS), InvalidSubmission::ofSingleCase);

  private AcceptBody acceptBody;
  private BatchPoll batchPoll;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public ExecuteParallelResource() {}

  @Inject
  ExecuteParallelResource(AcceptBody acceptBody, BatchPoll batchPoll) {
    this.acceptBody = acceptBody;
    this.batchPoll = batchPoll;
  }

  @POST
  @Limited
  @Consumes(MediaType.APPLICATION_JSON)
  public void post(
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    // The results are read here too.
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(ExecuteResource.DEFAULT_WAIT_SECONDS);
    query.refuseErrors();
    var items = acceptBody.all(http, in, FORMAT);
    batchPoll.answerAccepted(items, seconds, caller, response);
  }
}
