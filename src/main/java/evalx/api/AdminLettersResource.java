package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.ChosenLetters;
import evalx.admin.ChosenLetters.Choice;
import evalx.admin.Letters;
import evalx.format.ChoiceRequest;
import evalx.format.InvalidRequest;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The dead letters, for operators. */
@Path("admin/dead-letters")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminLettersResource {
  private static final String LINES = "application/x-ndjson";

  /** Large: for each page the broker is searched from some minutes before it. */
  private static final int EXPORT_PAGE = 1000;

  private Letters letters;
  private ChosenLetters chosen;
  private AdminRequest request;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminLettersResource() {}

  @Inject
  AdminLettersResource(Letters letters, ChosenLetters chosen, AdminRequest request) {
    this.letters = letters;
    this.chosen = chosen;
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
    return LetterView.page(letters.page(filter, after, limit));
  }

  @GET
  @Path("{id}")
  public byte[] show(
      @PathParam("id") String id, @Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http, uri);
    return LetterView.whole(letters.find(id));
  }

  @DELETE
  @Path("{id}")
  public byte[] delete(
      @PathParam("id") String id, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    letters.find(id);
    return delete(who, new Choice(List.of(id), Filter.ALL), id);
  }

  @POST
  @Path("{id}/retry")
  public byte[] retry(
      @PathParam("id") String id, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return request.once(http, () -> retry(who, id));
  }

  private byte[] retry(Caller who, String id) {
    letters.find(id);
    return request.recorded(
        new AuditLog.Change(who, "retry the dead letter", id),
        () -> chosen.retry(id),
        ChosenLetters.Retried::outcome);
  }

  @POST
  @Path("retry")
  @Consumes(MediaType.APPLICATION_JSON)
  public byte[] retryChosen(
      InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return request.once(http, in, this::choice, choice -> retry(who, choice));
  }

  private byte[] retry(Caller who, Choice choice) {
    return request.recorded(
        new AuditLog.Change(who, "retry the dead letters", subject(choice)),
        () -> chosen.retry(choice),
        done -> done.retried() + " retried");
  }

  @POST
  @Path("delete")
  @Consumes(MediaType.APPLICATION_JSON)
  public byte[] deleteChosen(
      InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return request.once(http, in, this::choice, choice -> delete(who, choice, subject(choice)));
  }

  private byte[] delete(Caller who, Choice choice, String subject) {
    return request.recorded(
        new AuditLog.Change(who, "delete the dead letters", subject),
        () -> chosen.delete(choice),
        done -> done.deleted() + " deleted");
  }

  private Choice choice(byte[] body) {
    var asked = ChoiceRequest.letters(body);
    var language = asked.language().map(this::language);
    return new Choice(asked.ids(), new Filter(language, Optional.empty()));
  }

  private String language(String name) {
    try {
      return request.language(name);
    } catch (Refusal e) {
      throw new InvalidRequest("language", "must be the id or an alias of a language");
    }
  }

  private static String subject(Choice choice) {
    return choice.ids().isEmpty()
        ? "all" + choice.filter().language().map(language -> " of " + language).orElse("")
        : String.join(", ", choice.ids());
  }

  @GET
  @Path("export")
  @Produces(LINES)
  public Response export(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http);
    var query = new Query(uri.getQueryParameters());
    var filter = request.letters(query);
    query.refuseErrors();
    var lines = new ExportLetters(after -> letters.wholePage(filter, after, EXPORT_PAGE));
    return Response.ok(lines, LINES)
        .header("Content-Disposition", "attachment; filename=\"dead-letters.ndjson\"")
        .build();
  }
}
