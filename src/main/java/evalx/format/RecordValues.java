package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import evalx.submission.Difference;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The values of records as JSON: times in seconds, and null for what is absent. Messages are cut,
 * because one may quote what anybody has sent.
 */
final class RecordValues {
  private static final int MAX_MESSAGE = 4 << 10;
  private static final int MICRO_DIGITS = 6;
  private static final int NANO_DIGITS = 9;

  private RecordValues() {}

  static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(Duration.class, writing((time, json) -> seconds(json, time)))
        .addSerializer(Optional.class, writing((text, json) -> message(json, text)))
        .addSerializer(
            Difference.Kind.class, writing((kind, json) -> json.writeString(kind.label())))
        .addSerializer(OptionalDouble.class, writing((share, json) -> number(json, share)))
        .addSerializer(OptionalInt.class, writing((code, json) -> number(json, code)))
        .addDeserializer(Duration.class, reading(Duration.ZERO, RecordValues::time))
        .addDeserializer(Optional.class, reading(Optional.empty(), RecordValues::text))
        .addDeserializer(OptionalDouble.class, reading(OptionalDouble.empty(), RecordValues::share))
        .addDeserializer(OptionalInt.class, reading(OptionalInt.empty(), RecordValues::code));
  }

  static void seconds(JsonGenerator json, Duration time) throws IOException {
    var seconds = BigDecimal.valueOf(time.toNanos() / 1000, MICRO_DIGITS).stripTrailingZeros();
    json.writeNumber(seconds.toPlainString());
  }

  static Duration time(JsonNode seconds) {
    return Duration.ofNanos(seconds.decimalValue().movePointRight(NANO_DIGITS).longValue());
  }

  static void message(JsonGenerator json, Optional<?> message) throws IOException {
    json.writeString(
        message.map(text -> JsonText.of(text.toString(), MAX_MESSAGE).value()).orElse(null));
  }

  static Optional<String> text(JsonNode text) {
    return Optional.of(text).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private static OptionalDouble share(JsonNode share) {
    return share.isNumber() ? OptionalDouble.of(share.asDouble()) : OptionalDouble.empty();
  }

  private static OptionalInt code(JsonNode code) {
    return code.isNumber() ? OptionalInt.of(code.asInt()) : OptionalInt.empty();
  }

  private static void number(JsonGenerator json, OptionalDouble number) throws IOException {
    if (number.isPresent()) {
      json.writeNumber(number.getAsDouble());
    } else {
      json.writeNull();
    }
  }

  private static void number(JsonGenerator json, OptionalInt number) throws IOException {
    if (number.isPresent()) {
      json.writeNumber(number.getAsInt());
    } else {
      json.writeNull();
    }
  }

  /** Writes a value of one type. */
  private interface Value<T> {
    void write(T value, JsonGenerator json) throws IOException;
  }

  private static <T> JsonSerializer<T> writing(Value<T> writer) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        writer.write(value, json);
      }
    };
  }

  /**
   * @param none what an absent member and null stand for
   */
  private static <T> JsonDeserializer<T> reading(T none, Function<JsonNode, T> reader) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return reader.apply(context.readTree(json));
      }

      @Override
      public T getNullValue(DeserializationContext context) {
        return none;
      }
    };
  }

  /** A difference is an object of its own, unlike what else may be absent. */
  static final class WriteDifference extends JsonSerializer<Optional<Difference>> {
    @Override
    public void serialize(
        Optional<Difference> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), json);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional<Difference> value) {
      return value.isEmpty();
    }
  }

  /** One of a kind that is not known here is none. */
  static final class ReadDifference extends JsonDeserializer<Optional<Difference>> {
    @Override
    public Optional<Difference> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      JsonNode node = context.readTree(json);
      return Difference.Kind.labelled(node.path("kind").asText())
          .map(
              kind ->
                  new Difference(
                      kind,
                      node.path("line").asLong(),
                      node.path("column").asLong(),
                      node.path("expected").asText(),
                      node.path("got").asText()));
    }

    @Override
    public Optional<Difference> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }
}
