package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.Nodes;
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

/** The nodes, for operators. */
@Path("admin/workers")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminWorkersResource {
  private Nodes nodes;
  private AdminRequest request;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminWorkersResource() {}

  @Inject
  AdminWorkersResource(Nodes nodes, AdminRequest request) {
    this.nodes = nodes;
    this.request = request;
  }

  private record All(List<Nodes.Shown> workers) {}

  @GET
  public byte[] list(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(new All(nodes.all()));
  }

  @POST
  @Path("{worker}/drain")
  public byte[] drain(
      @PathParam("worker") String worker, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    var change = new AuditLog.Change(who, "drain the worker", worker);
    return request.change(http, change, () -> nodes.drain(worker));
  }

  @POST
  @Path("{worker}/undrain")
  public byte[] undrain(
      @PathParam("worker") String worker, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    var change = new AuditLog.Change(who, "undrain the worker", worker);
    return request.change(http, change, () -> nodes.undrain(worker));
  }
}
