package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.Caches;
import evalx.format.ChoiceRequest;
import evalx.format.ViewWriter;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/** The caches, for operators. */
@Path("admin/caches")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminCachesResource {
  private static final String ALL = "all";
  private static final List<String> NAMES =
      Stream.concat(Stream.of(Caches.Kind.values()).map(Caches.Kind::label), Stream.of(ALL))
          .toList();

  private Caches caches;
  private AdminRequest request;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminCachesResource() {}

  @Inject
  AdminCachesResource(Caches caches, AdminRequest request) {
    this.caches = caches;
    this.request = request;
  }

  @GET
  public byte[] show(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return ViewWriter.write(caches.show());
  }

  private record Cleared(long removed) {}

  @POST
  @Path("clear")
  @Consumes(MediaType.APPLICATION_JSON)
  public byte[] clear(InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return request.once(
        http, in, body -> ChoiceRequest.cache(body, NAMES), name -> clear(who, name));
  }

  private byte[] clear(Caller who, String name) {
    var kinds =
        Stream.of(Caches.Kind.values())
            .filter(kind -> name.equals(ALL) || name.equals(kind.label()))
            .toList();
    return request.recorded(
        new AuditLog.Change(who, "clear the caches", name),
        () -> new Cleared(caches.clear(kinds)),
        done -> done.removed() + " entries removed");
  }
}
