package evalx.api;

import evalx.format.BatchReader;
import evalx.format.InvalidSubmission;
import evalx.submission.Caller;
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

/** Runs several programs, each with one input, and waits for all results without a thread. */
@Path("execute-parallel")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExecuteParallelResource {
  private static final int MAX_REQUESTS = 250;

  private AcceptAll acceptAll;
  private BatchPoll batchPoll;
  private Bodies bodies;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public ExecuteParallelResource() {}

  @Inject
  ExecuteParallelResource(AcceptAll acceptAll, BatchPoll batchPoll, Bodies bodies) {
    this.acceptAll = acceptAll;
    this.batchPoll = batchPoll;
    this.bodies = bodies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void post(
      @HeaderParam("Content-Length") String length,
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    // The results are read here too.
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(ExecuteResource.DEFAULT_WAIT_SECONDS);
    query.refuseErrors();
    var items =
        bodies.read(
            in,
            length,
            body -> {
              var requests = BatchReader.readSingles(body, MAX_REQUESTS);
              return acceptAll.accept(requests, caller, InvalidSubmission::ofSingleCase);
            });
    batchPoll.answerAccepted(items, seconds, response);
  }
}
