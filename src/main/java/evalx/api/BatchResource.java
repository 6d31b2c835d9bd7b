package evalx.api;

import evalx.format.BatchReader;
import evalx.format.SubmissionRequest;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Several submissions in one request: post them, or get what became of them. */
@Path("submissions/batch")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class BatchResource {
  private static final int MAX_SUBMISSIONS = 100;

  private static final AcceptBody.Format<List<SubmissionRequest>> FORMAT =
      AcceptBody.Format.of(body -> BatchReader.readSubmissions(body, MAX_SUBMISSIONS));

  private AcceptBody acceptBody;
  private BatchPoll batchPoll;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public BatchResource() {}

  @Inject
  BatchResource(AcceptBody acceptBody, BatchPoll batchPoll) {
    this.acceptBody = acceptBody;
    this.batchPoll = batchPoll;
  }

  @POST
  @Limited
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    new Query(uri.getQueryParameters()).refuseErrors();
    return SendBatch.accepted(acceptBody.all(http, in, FORMAT));
  }

  @GET
  public void get(
      @Context UriInfo uri, @Context HttpServletRequest http, @Suspended AsyncResponse response) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var must = "must be 1 to " + MAX_SUBMISSIONS + " tokens, each once, separated by commas";
    var tokens = query.parsed("tokens", BatchResource::tokens, must);
    if (query.text("tokens").isEmpty()) {
      query.error("tokens", must);
    }
    var seconds = query.waitSeconds(0);
    query.refuseErrors();
    var items = tokens.orElse(List.of()).stream().map(BatchResource::item).toList();
    batchPoll.answer(items, seconds, caller, response);
  }

  private static Optional<List<String>> tokens(String list) {
    var tokens = Stream.of(list.split(",", -1)).map(String::strip).toList();
    return tokens.size() > MAX_SUBMISSIONS
            || tokens.contains("")
            || new HashSet<>(tokens).size() < tokens.size()
        ? Optional.empty()
        : Optional.of(tokens);
  }

  private static BatchItem item(String token) {
    return SubmissionId.parse(token)
        .<BatchItem>map(BatchItem.Accepted::new)
        .orElseGet(() -> new BatchItem.Refused(SubmissionsResource.UNKNOWN));
  }
}
