package evalx.api;

import evalx.format.LanguagesWriter;
import evalx.language.Languages;
import evalx.node.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** The languages: what the table names and what the workers offer of it. */
@Path("languages")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class LanguagesResource {
  private Languages languages;
  private Workers workers;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public LanguagesResource() {}

  @Inject
  LanguagesResource(Languages languages, Workers workers) {
    this.languages = languages;
    this.workers = workers;
  }

  @GET
  public byte[] get(@Context UriInfo uri) {
    new Query(uri.getQueryParameters()).refuseErrors();
    return LanguagesWriter.write(languages, workers.offer());
  }
}
