package evalx.api;

import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.format.Problem;
import evalx.submission.Caller;
import evalx.submission.FileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;

/** The file store: send a file once, and name it by its SHA-256 from then on. */
@Path("files")
@ApplicationScoped
public class FilesResource {
  static final Problem UNKNOWN =
      Problem.of(404, "Unknown file", "You have sent no such file, or it has expired.");

  static final Problem NOT_SHARED =
      Problem.of(
          503, "No file store", "Workers would not find the file: this node has no FILE_STORE.");

  private Settings settings;
  private FileStore files;
  private ReceiveFile receiveFile;
  private SendFile sendFile;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public FilesResource() {}

  @Inject
  FilesResource(Settings settings, FileStore files, ReceiveFile receiveFile, SendFile sendFile) {
    this.settings = settings;
    this.files = files;
    this.receiveFile = receiveFile;
    this.sendFile = sendFile;
  }

  @PUT
  @Produces(MediaType.APPLICATION_JSON)
  public Response put(InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.SUBMIT);
    new Query(uri.getQueryParameters()).refuseErrors();
    if (!settings.findsFilesEverywhere()) {
      throw new Refusal(NOT_SHARED);
    }
    var added = receiveFile.receive(in, http, caller);
    return Response.status(added.added() ? Response.Status.CREATED : Response.Status.OK)
        .location(URI.create("files/" + added.id()))
        .entity("{\"file\":\"%s\",\"size\":%d}".formatted(added.id(), added.size()))
        .build();
  }

  @HEAD
  @Path("{sha256}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response head(
      @PathParam("sha256") String sha256, @Context UriInfo uri, @Context HttpServletRequest http) {
    var size = size(sha256, uri, http);
    return Response.ok()
        .type(MediaType.APPLICATION_OCTET_STREAM)
        .header("Content-Length", size)
        .build();
  }

  @GET
  @Path("{sha256}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public void get(
      @PathParam("sha256") String sha256,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    var size = size(sha256, uri, http);
    sendFile.send(new FileId(sha256), size, Authentication.caller(http), response);
  }

  private long size(String sha256, UriInfo uri, HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    var id = FileId.parse(sha256).orElseThrow(() -> new Refusal(UNKNOWN));
    return files.size(id, caller).orElseThrow(() -> new Refusal(UNKNOWN));
  }
}
