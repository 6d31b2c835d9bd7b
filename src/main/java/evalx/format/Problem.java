package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * An error as RFC 9457 writes it.
 *
 * @param status the HTTP status code
 * @param title the kind of error in a few words
 * @param detail what happened this time
 * @param errors the members that are wrong; may be empty
 */
public record Problem(int status, String title, String detail, List<FieldError> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem that no single member is to blame for. */
  public static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, List.of());
  }

  /** The problem of a submission that cannot be read or run. */
  public static Problem of(RuntimeException refusal) {
    return refusal instanceof InvalidSubmission invalid
        ? new Problem(
            422,
            "Invalid submission",
            "The request has invalid members; see errors.",
            invalid.errors())
        : of(400, "Not JSON", String.valueOf(refusal.getMessage()));
  }

  /** The problem as JSON in UTF-8. */
  public byte[] json() {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "about:blank");
      json.writeStringField("title", title);
      json.writeNumberField("status", status);
      json.writeStringField("detail", detail);
      json.writeArrayFieldStart("errors");
      for (FieldError error : errors) {
        json.writeStartObject();
        json.writeStringField("field", error.field());
        json.writeStringField("message", error.message());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
