package evalx.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The HTTP interface, at the root of the web application. */
@ApplicationPath("/")
public class EvalxApplication extends Application {
  /** Without it, Jersey answers OPTIONS with a description of its own in XML. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
