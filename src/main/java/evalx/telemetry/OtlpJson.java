package evalx.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/**
 * Spans in the JSON of OTLP 1: ids in hexadecimal digits, and numbers of 64 bits as texts. Written
 * here, because servers bring an OpenTelemetry of their own, which goes before the WAR's.
 */
final class OtlpJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String service;
  private final String node;

  /**
   * @param service what the installation is called
   * @param node its name among the nodes
   */
  OtlpJson(String service, String node) {
    this.service = service;
    this.node = node;
  }

  /** A request that exports these, in UTF-8. */
  byte[] request(List<Span> spans) {
    var root = JSON.createObjectNode();
    var resource = root.putArray("resourceSpans").addObject();
    var about = resource.putObject("resource").putArray("attributes");
    attribute(about, "service.name", service);
    attribute(about, "service.instance.id", node);
    var scope = resource.putArray("scopeSpans").addObject();
    scope.putObject("scope").put("name", "evalx");
    var all = scope.putArray("spans");
    spans.forEach(span -> write(span, all.addObject()));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Span span, ObjectNode to) {
    to.put("traceId", span.place().traceId()).put("spanId", span.place().spanId());
    span.place().state().ifPresent(state -> to.put("traceState", state));
    span.parent().ifPresent(parent -> to.put("parentSpanId", parent));
    to.put("name", span.name()).put("kind", span.kind().number);
    to.put("startTimeUnixNano", nanos(span.time().start()));
    to.put("endTimeUnixNano", nanos(span.time().end()));
    var attributes = to.putArray("attributes");
    new TreeMap<>(span.attributes()).forEach((name, value) -> attribute(attributes, name, value));
  }

  private static String nanos(Instant time) {
    return "%d%09d".formatted(time.getEpochSecond(), time.getNano());
  }

  private static void attribute(ArrayNode attributes, String name, Object value) {
    var written = attributes.addObject().put("key", name).putObject("value");
    if (value instanceof Boolean flag) {
      written.put("boolValue", flag);
    } else if (value instanceof Number number) {
      written.put("intValue", Long.toString(number.longValue()));
    } else {
      written.put("stringValue", value.toString());
    }
  }
}
