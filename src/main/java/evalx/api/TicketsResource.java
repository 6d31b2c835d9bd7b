package evalx.api;

import evalx.format.ProgressWriter;
import evalx.format.TicketRequest;
import evalx.push.Tickets;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;

/** Gives tickets, with which a browser may follow one submission. */
@Path("tickets")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {
  private Tickets tickets;
  private ResultLookup results;
  private AnswerOnce once;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public TicketsResource() {}

  @Inject
  TicketsResource(Tickets tickets, ResultLookup results, AnswerOnce once) {
    this.tickets = tickets;
    this.results = results;
    this.once = once;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(InputStream in, @Context UriInfo uri, @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    var ticket = once.answer(http, in, TicketRequest::read, id -> ticket(id, caller), Tickets.TIME);
    return Response.ok(ticket).header("Cache-Control", "no-store").build();
  }

  private byte[] ticket(SubmissionId id, Caller caller) {
    if (results.find(id, caller) instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    return ProgressWriter.ticket(tickets.issue(id, caller), Tickets.TIME.toSeconds());
  }
}
