package evalx.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Names what a path leads to, by one of a fixed number of templates. */
final class Routes {
  private static final String OTHER = "other";

  /** Those that the description does not list. */
  private static final List<String> FURTHER =
      List.of(
          "/health",
          "/health/live",
          "/health/ready",
          "/health/started",
          "/metrics",
          "/openapi",
          "/ws",
          "/ws/submissions/{token}");

  private final List<String> templates;

  private Routes(List<String> templates) {
    this.templates = templates;
  }

  /** The paths of openapi.yaml and those that it does not list. */
  static Routes described() {
    try (var in = Routes.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      var templates = new ArrayList<>(FURTHER);
      new YAMLMapper().readTree(in).path("paths").fieldNames().forEachRemaining(templates::add);
      return new Routes(List.copyOf(templates));
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml cannot be read", e);
    }
  }

  /**
   * The template of a path, such as {@code /submissions/{token}}; the one without variables first.
   */
  String of(String path) {
    if (templates.contains(path)) {
      return path;
    }
    var parts = path.split("/", -1);
    return templates.stream()
        .filter(template -> matches(template.split("/", -1), parts))
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean matches(String[] template, String[] parts) {
    if (template.length != parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!template[i].startsWith("{") && !template[i].equals(parts[i])) {
        return false;
      }
    }
    return true;
  }
}
