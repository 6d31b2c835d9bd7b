package evalx.api;

import evalx.admin.RejectedLetters;
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

/** The messages of producers that were rejected, for operators. */
@Path("admin/rejected")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminRejectedResource {
  private RejectedLetters rejected;
  private AdminRequest request;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminRejectedResource() {}

  @Inject
  AdminRejectedResource(RejectedLetters rejected, AdminRequest request) {
    this.rejected = rejected;
    this.request = request;
  }

  @GET
  public byte[] list(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http);
    var query = new Query(uri.getQueryParameters());
    var after = AdminRequest.position(query);
    var limit = AdminRequest.limit(query);
    var filter = request.letters(query);
    query.refuseErrors();
    return LetterView.page(rejected.page(filter, after, limit));
  }

  @GET
  @Path("{id}")
  public byte[] show(
      @PathParam("id") String id, @Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return LetterView.whole(rejected.find(id));
  }
}
