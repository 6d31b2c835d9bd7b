package evalx.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where traces are exported to, by the names of OpenTelemetry.
 *
 * @param endpoint of a receiver of OTLP over HTTP; empty: none are exported
 * @param headers that each export has, such as an account
 * @param service what this installation is called there
 */
public record TraceSettings(Optional<URI> endpoint, Map<String, String> headers, String service) {
  /** Headers that a client of HTTP sets itself and refuses from others. */
  private static final Set<String> OF_HTTP =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";

  public TraceSettings {
    headers = Map.copyOf(headers);
  }

  static TraceSettings read(SettingsReader reader) {
    var name = "OTEL_EXPORTER_OTLP_ENDPOINT";
    var headers = new LinkedHashMap<String, String>();
    for (String header : reader.list(HEADERS)) {
      var equals = header.indexOf('=');
      if (!header.matches("[A-Za-z0-9_-]+=[ -~]*")) {
        throw new BadSetting(HEADERS, "must look like name=value,name=value");
      }
      if (OF_HTTP.contains(header.substring(0, equals).toLowerCase(Locale.ROOT))) {
        throw new BadSetting(HEADERS, "cannot set " + header.substring(0, equals));
      }
      headers.put(header.substring(0, equals), header.substring(equals + 1).strip());
    }
    return new TraceSettings(
        reader.optional(name).map(text -> reader.uri(name, text, "http", "https")),
        headers,
        reader.text("OTEL_SERVICE_NAME"));
  }
}
