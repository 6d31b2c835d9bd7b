package evalx.api;

import evalx.history.SubmissionHistory;
import evalx.language.Languages;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;

/** Counts and run times of the submissions in the history. */
@Path("statistics")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {
  private SubmissionHistory history;
  private Languages languages;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public StatisticsResource() {}

  @Inject
  StatisticsResource(SubmissionHistory history, Languages languages) {
    this.history = history;
    this.languages = languages;
  }

  @GET
  public byte[] get(@Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new HistoryQuery(new Query(uri.getQueryParameters()), languages);
    var filter = query.statistics(caller, Clock.systemUTC());
    return HistoryWriter.statistics(history.statistics(filter), filter.period());
  }
}
