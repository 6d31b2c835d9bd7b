package evalx.api;

import evalx.format.Problem;
import evalx.history.HistoryItem;
import evalx.history.SubmissionHistory;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/** The submissions that are in the history: a list of them, newest first, and one wholly. */
@Path("submissions")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
  private static final Problem UNKNOWN =
      Problem.of(404, "Unknown token", "The history has no submission with this token.");

  private SubmissionHistory history;
  private Languages languages;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public HistoryResource() {}

  @Inject
  HistoryResource(SubmissionHistory history, Languages languages) {
    this.history = history;
    this.languages = languages;
  }

  @GET
  public byte[] get(@Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var page = new HistoryQuery(new Query(uri.getQueryParameters()), languages).page(caller);
    return HistoryWriter.page(history.page(page.filter(), page.after(), page.limit()));
  }

  @GET
  @Path("{token}/history")
  public byte[] show(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    return SubmissionId.parse(token)
        .flatMap(history::find)
        .filter(found -> isShownTo(caller, found.item()))
        .map(HistoryWriter::stored)
        .orElseThrow(() -> new Refusal(UNKNOWN));
  }

  private static boolean isShownTo(Caller caller, HistoryItem item) {
    return caller.seesAll() || item.caller().equals(Optional.of(caller.key()));
  }
}
