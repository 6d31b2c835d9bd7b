package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.Queues;
import evalx.format.ViewWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** The queues, for operators. */
@Path("admin/queues")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminQueuesResource {
  private Queues queues;
  private AdminRequest request;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminQueuesResource() {}

  @Inject
  AdminQueuesResource(Queues queues, AdminRequest request) {
    this.queues = queues;
    this.request = request;
  }

  private record All(List<Queues.Shown> queues) {}

  @GET
  public byte[] list(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(new All(queues.all()));
  }

  @GET
  @Path("{language}")
  public byte[] show(
      @PathParam("language") String language,
      @Context UriInfo uri,
      @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(queues.of(request.language(language)));
  }

  @POST
  @Path("{language}/pause")
  public byte[] pause(
      @PathParam("language") String language,
      @Context UriInfo uri,
      @Context HttpServletRequest http) {
    var change = change("pause the queue", language, uri, http);
    return request.change(http, change, () -> queues.pause(change.subject()));
  }

  @POST
  @Path("{language}/resume")
  public byte[] resume(
      @PathParam("language") String language,
      @Context UriInfo uri,
      @Context HttpServletRequest http) {
    var change = change("resume the queue", language, uri, http);
    return request.change(http, change, () -> queues.resume(change.subject()));
  }

  @POST
  @Path("{language}/purge")
  public byte[] purge(
      @PathParam("language") String language,
      @Context UriInfo uri,
      @Context HttpServletRequest http) {
    var change = change("purge the queue", language, uri, http);
    return request.once(
        http,
        () ->
            request.recorded(
                change,
                () -> queues.purge(change.subject()),
                done -> done.purged() + " jobs removed"));
  }

  private AuditLog.Change change(
      String what, String language, UriInfo uri, HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return new AuditLog.Change(who, what, request.language(language));
  }
}
