package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the components of a record as members of the JSON object that is open, and reads a record
 * from such members.
 */
final class RecordMembers {
  private static final ObjectMapper MAPPER = RecordShapes.mapper();

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

  /**
   * Reads a record. What is absent is zero, empty or none, because an older node may have written
   * less.
   *
   * @throws UncheckedIOException when a member is damaged
   */
  static <T extends Record> T read(JsonNode json, Class<T> type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
