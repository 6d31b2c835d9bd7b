package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.OneSubmission;
import evalx.admin.OpenSubmissions;
import evalx.admin.StopSubmission;
import evalx.format.ProgressWriter;
import evalx.format.ViewWriter;
import evalx.result.JobDescription;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Submissions, for operators. */
@Path("admin/submissions")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminSubmissionsResource {
  private OpenSubmissions open;
  private OneSubmission one;
  private StopSubmission stop;
  private AdminRequest request;
  private AuditLog audit;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public AdminSubmissionsResource() {}

  @Inject
  AdminSubmissionsResource(
      OpenSubmissions open,
      OneSubmission one,
      StopSubmission stop,
      AdminRequest request,
      AuditLog audit) {
    this.open = open;
    this.one = one;
    this.stop = stop;
    this.request = request;
    this.audit = audit;
  }

  @GET
  public byte[] list(@Context UriInfo uri, @Context HttpServletRequest http) {
    AdminRequest.operator(http);
    var query = new Query(uri.getQueryParameters());
    var from = AdminRequest.cursor(query, open::place);
    var limit = AdminRequest.limit(query);
    var language = request.language(query);
    var phase =
        query.parsed(
            "status",
            label ->
                Stream.of(Phase.IN_QUEUE, Phase.PROCESSING)
                    .filter(each -> each.label().equals(label))
                    .findFirst(),
            "must be In Queue or Processing");
    var filter =
        new OpenSubmissions.Filter(
            language, phase, query.text("caller"), HistoryQuery.period(query));
    query.refuseErrors();
    return ViewWriter.write(open.page(filter, from, limit));
  }

  /** The object of a submission; what is not known is absent. */
  record View(
      SubmissionId token,
      String status,
      Optional<String> language,
      Optional<String> caller,
      int attempts,
      int done,
      Optional<Integer> total,
      Optional<Instant> queuedAt,
      boolean cancelled,
      Optional<String> worker,
      Optional<String> since,
      List<LetterView> deadLetters) {
    static View of(OneSubmission.Known known) {
      var job = known.job();
      return new View(
          known.token(),
          known.status(),
          job.description().map(JobDescription::language),
          job.description().map(JobDescription::owner),
          job.attempts(),
          known.done(),
          job.description().map(JobDescription::total),
          job.queued(),
          known.cancelled(),
          known.hand().map(OneSubmission.Hand::worker),
          known.hand().map(OneSubmission.Hand::since),
          known.letters().stream().map(LetterView::of).toList());
    }
  }

  @GET
  @Path("{token}")
  public byte[] show(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    return ViewWriter.write(View.of(one.show(id(token), who)));
  }

  @POST
  @Path("{token}/cancel")
  public Response cancel(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    var id = id(token);
    var change = new AuditLog.Change(who, "cancel the submission", token);
    return accepted(http, id, () -> audit.record(change, () -> stop.cancel(id, who), Phase::label));
  }

  @POST
  @Path("{token}/requeue")
  public Response requeue(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var who = AdminRequest.operator(http, uri);
    var id = id(token);
    var change = new AuditLog.Change(who, "requeue the submission", token);
    return accepted(
        http,
        id,
        () -> {
          audit.record(change, () -> stop.requeue(id, who), StopSubmission.Requeued::label);
          return Phase.IN_QUEUE;
        });
  }

  private Response accepted(HttpServletRequest http, SubmissionId id, Supplier<Phase> change) {
    return Response.accepted(request.once(http, () -> ProgressWriter.accepted(id, change.get())))
        .build();
  }

  private static SubmissionId id(String token) {
    return SubmissionId.parse(token).orElseThrow(() -> new Refusal(SubmissionsResource.UNKNOWN));
  }
}
