package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.FindProblems;
import evalx.admin.NodeLog;
import evalx.admin.Problem;
import evalx.admin.Series;
import evalx.admin.SeriesPoint;
import evalx.format.ViewWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What operators look at: the last hour, problems, warnings, changes and settings. */
@Path("admin")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {
  private static final Set<String> LEVELS = Set.of("WARNING", "ERROR");

  private Series series;
  private FindProblems findProblems;
  private NodeLog nodeLog;
  private AuditLog audit;
  private Configured configured;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminResource() {}

  @Inject
  AdminResource(
      Series series,
      FindProblems findProblems,
      NodeLog nodeLog,
      AuditLog audit,
      Configured configured) {
    this.series = series;
    this.findProblems = findProblems;
    this.nodeLog = nodeLog;
    this.audit = audit;
    this.configured = configured;
  }

  private record Points(int step, List<SeriesPoint> points) {}

  @GET
  @Path("series")
  public byte[] series(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(new Points(Series.STEP, series.lastHour()));
  }

  private record Found(List<Problem> problems) {}

  @GET
  @Path("problems")
  public byte[] problems(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(new Found(findProblems.find()));
  }

  @GET
  @Path("logs")
  public byte[] logs(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http);
    var query = new Query(uri.getQueryParameters());
    var wanted = AdminRequest.entries(query);
    var level =
        query.parsed(
            "level",
            text -> Optional.of(text).filter(LEVELS::contains),
            "must be WARNING or ERROR");
    var filter = new NodeLog.Filter(query.text("node"), level);
    query.refuseErrors();
    return ViewWriter.write(nodeLog.page(wanted, filter));
  }

  @GET
  @Path("audit")
  public byte[] audit(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http);
    var query = new Query(uri.getQueryParameters());
    var wanted = AdminRequest.entries(query);
    query.refuseErrors();
    return ViewWriter.write(audit.page(wanted));
  }

  @GET
  @Path("settings")
  public byte[] settings(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(configured.view());
  }
}
