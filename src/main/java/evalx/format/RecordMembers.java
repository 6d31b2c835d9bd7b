package evalx.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.NameTransformer;
import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Exit;
import evalx.submission.Explanation;
import evalx.submission.FileId;
import evalx.submission.OutputFile;
import evalx.submission.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Writes the components of a record as members of the JSON object that is open: by their names in
 * snake case, times in seconds, and null for what is absent. Messages are cut, because one may
 * quote what anybody has sent.
 */
final class RecordMembers {
  private static final int MAX_MESSAGE = 4 << 10;

  private static final ObjectMapper MAPPER =
      Json.MAPPER
          .copy()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addMixIn(Exit.class, ExitNames.class)
          .addMixIn(Usage.class, UsageNames.class)
          .addMixIn(FileId.class, FileIdText.class)
          .addMixIn(CaseResult.Notes.class, NotesShape.class)
          .addMixIn(Explanation.class, ExplanationShape.class)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Duration.class, serializer((time, json) -> seconds(json, time)))
                  .addSerializer(Optional.class, serializer((text, json) -> message(json, text)))
                  .addSerializer(
                      Difference.Kind.class,
                      serializer((kind, json) -> json.writeString(kind.label())))
                  .addSerializer(
                      OptionalDouble.class, serializer((share, json) -> number(json, share)))
                  .addSerializer(
                      OptionalInt.class, serializer((code, json) -> number(json, code))));

  private static final ClassValue<JsonSerializer<Object>> SERIALIZERS =
      new ClassValue<>() {
        @Override
        protected JsonSerializer<Object> computeValue(Class<?> type) {
          try {
            return MAPPER
                .getSerializerProviderInstance()
                .findValueSerializer(type)
                .unwrappingSerializer(NameTransformer.NOP);
          } catch (JsonMappingException e) {
            throw new IllegalArgumentException("cannot be written: " + type, e);
          }
        }
      };

  private RecordMembers() {}

  static void write(JsonGenerator json, Record members) throws IOException {
    SERIALIZERS
        .get(members.getClass())
        .serialize(members, json, MAPPER.getSerializerProviderInstance());
  }

  /** What clients call a part of an exit. */
  private interface ExitNames {
    @JsonProperty("exit_code")
    OptionalInt code();
  }

  /** What clients call what a run used. */
  private interface UsageNames {
    @JsonProperty("run_time")
    Duration cpuTime();

    @JsonProperty("space")
    long peakKib();
  }

  /** Only those who ask for files have them in results. */
  private interface NotesShape {
    @JsonProperty
    @JsonUnwrapped
    Explanation explanation();

    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<OutputFile> files();
  }

  /** Only a wrong output has a difference. */
  private interface ExplanationShape {
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonSerialize(using = OfDifference.class)
    Optional<Difference> difference();
  }

  private static final class OfDifference extends JsonSerializer<Optional<Difference>> {
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

  /** A file is told by its SHA-256 alone. */
  private interface FileIdText {
    @JsonValue
    String sha256();
  }

  /** Writes a value of one type. */
  private interface Value<T> {
    void write(T value, JsonGenerator json) throws IOException;
  }

  private static <T> JsonSerializer<T> serializer(Value<T> writer) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        writer.write(value, json);
      }
    };
  }

  static void seconds(JsonGenerator json, Duration time) throws IOException {
    var seconds = BigDecimal.valueOf(time.toNanos() / 1000, 6).stripTrailingZeros();
    json.writeNumber(seconds.toPlainString());
  }

  static void message(JsonGenerator json, Optional<?> message) throws IOException {
    json.writeString(
        message.map(text -> JsonText.of(text.toString(), MAX_MESSAGE).value()).orElse(null));
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
}
