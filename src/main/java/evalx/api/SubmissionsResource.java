package evalx.api;

import evalx.format.Problem;
import evalx.format.SubmissionReader;
import evalx.format.SubmissionRequest;
import evalx.format.UnknownMembers;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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

/** Submissions: post one, get what became of it, cancel it or remove its result. */
@Path("submissions")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class SubmissionsResource {
  static final Problem UNKNOWN =
      Problem.of(404, "Unknown token", "No submission has this token, or its result has expired.");

  private static final AcceptBody.Format<SubmissionRequest> FORMAT =
      AcceptBody.Format.of(body -> SubmissionReader.read(body, UnknownMembers.REFUSE));

  private AcceptBody acceptBody;
  private LongPoll longPoll;
  private SendCase sendCase;
  private EndSubmission endSubmission;
  private SendHint sendHint;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public SubmissionsResource() {}

  @Inject
  SubmissionsResource(
      AcceptBody acceptBody,
      LongPoll longPoll,
      SendCase sendCase,
      EndSubmission endSubmission,
      SendHint sendHint) {
    this.acceptBody = acceptBody;
    this.longPoll = longPoll;
    this.sendCase = sendCase;
    this.endSubmission = endSubmission;
    this.sendHint = sendHint;
  }

  @POST
  @Limited
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    new Query(uri.getQueryParameters()).refuseErrors();
    var token = acceptBody.one(http, in, FORMAT).id();
    return Response.accepted(LongPoll.accepted(token, Phase.IN_QUEUE))
        .location(URI.create("submissions/" + token))
        .build();
  }

  @GET
  @Path("{token}")
  public void get(
      @PathParam("token") String token,
      @HeaderParam("Accept-Encoding") String encodings,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    var query = new Query(uri.getQueryParameters());
    var seconds = query.waitSeconds(0);
    query.refuseErrors();
    longPoll.answer(id(token), seconds, caller, AcceptEncoding.allowsGzip(encodings), response);
  }

  @GET
  @Path("{token}/cases/{number}")
  public void getCase(
      @PathParam("token") String token,
      @PathParam("number") String number,
      @HeaderParam("Accept-Encoding") String encodings,
      @Context UriInfo uri,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    if (!number.matches("[0-9]{1,9}")) {
      throw new Refusal(SendCase.NO_CASE);
    }
    var asked = new SendCase.Requested(id(token), Integer.parseInt(number), caller);
    sendCase.send(asked, AcceptEncoding.allowsGzip(encodings), response);
  }

  @GET
  @Path("{token}/hint")
  public Response getHint(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    return sendHint.answer(id(token), caller);
  }

  @DELETE
  @Path("{token}")
  public Response delete(
      @PathParam("token") String token, @Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.SUBMIT);
    new Query(uri.getQueryParameters()).refuseErrors();
    return endSubmission.end(id(token), caller);
  }

  private static SubmissionId id(String token) {
    return SubmissionId.parse(token).orElseThrow(() -> new Refusal(UNKNOWN));
  }
}
