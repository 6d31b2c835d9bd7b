package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses every request on a node that only runs jobs; health and metrics are the server's own. */
@Provider
@ApplicationScoped
public class RoleFilter implements ContainerRequestFilter {
  private static final Problem NOT_SERVED =
      Problem.of(503, "Not served here", "This node only runs jobs: ask one that serves clients.");

  private boolean serves;

  /** For the proxy, which every server but Payara wants public. */
  public RoleFilter() {}

  @Inject
  RoleFilter(Settings settings) {
    serves = settings.role().serves();
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!serves) {
      throw new Refusal(NOT_SERVED);
    }
  }
}
