package evalx.api;

import evalx.format.ProgressWriter;
import evalx.format.TicketRequest;
import evalx.push.Tickets;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
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
  private Bodies bodies;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public TicketsResource() {}

  @Inject
  TicketsResource(Tickets tickets, ResultLookup results, Bodies bodies) {
    this.tickets = tickets;
    this.results = results;
    this.bodies = bodies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(
      @HeaderParam("Content-Length") String length,
      @HeaderParam("Content-Encoding") String coding,
      InputStream in,
      @Context UriInfo uri,
      @Context HttpServletRequest http) {
    var caller = Authentication.caller(http, Caller.Scope.READ);
    new Query(uri.getQueryParameters()).refuseErrors();
    var id = bodies.read(in, length, coding, TicketRequest::read);
    if (results.find(id, caller) instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    var ticket = ProgressWriter.ticket(tickets.issue(id, caller), Tickets.TIME.toSeconds());
    return Response.ok(ticket).header("Cache-Control", "no-store").build();
  }
}
