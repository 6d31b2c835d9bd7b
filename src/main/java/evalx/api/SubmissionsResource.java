package evalx.api;

import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.Problem;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.intake.AcceptSubmission;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Submissions: post one, get what became of it. */
@Path("submissions")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class SubmissionsResource {
  private static final int MAX_WAIT_SECONDS = 60;

  private AcceptSubmission acceptSubmission;
  private LongPoll longPoll;
  private Bodies bodies;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public SubmissionsResource() {}

  @Inject
  SubmissionsResource(AcceptSubmission acceptSubmission, LongPoll longPoll, Bodies bodies) {
    this.acceptSubmission = acceptSubmission;
    this.longPoll = longPoll;
    this.bodies = bodies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(
      @HeaderParam("Content-Length") String length,
      InputStream in,
      @Context HttpServletRequest http) {
    var token = bodies.read(in, length, body -> accept(body, Authentication.caller(http)));
    return Response.accepted(LongPoll.accepted(token, Phase.IN_QUEUE))
        .location(URI.create("submissions/" + token))
        .build();
  }

  private SubmissionId accept(byte[] body, Caller caller) {
    var request = SubmissionReader.read(body, UnknownMembers.REFUSE);
    return acceptSubmission.accept(request, caller);
  }

  @GET
  @Path("{token}")
  public void get(
      @PathParam("token") String text,
      @QueryParam("wait") String wait,
      @HeaderParam("Accept-Encoding") String encodings,
      @Suspended AsyncResponse response) {
    var token = SubmissionId.parse(text).orElseThrow(() -> new Refusal(UNKNOWN));
    longPoll.answer(token, seconds(wait), AcceptEncoding.allowsGzip(encodings), response);
  }

  static final Problem UNKNOWN =
      Problem.of(404, "Unknown token", "No submission has this token, or its result has expired.");

  private static int seconds(String wait) {
    if (wait == null) {
      return 0;
    }
    if (wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= MAX_WAIT_SECONDS) {
      return Integer.parseInt(wait);
    }
    throw new InvalidSubmission(
        List.of(
            new FieldError(
                "wait", "must be a whole number of seconds from 0 to " + MAX_WAIT_SECONDS)));
  }
}
