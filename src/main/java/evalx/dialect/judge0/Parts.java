package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Door;
import evalx.dialect.Answer;
import evalx.format.Json;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is told of several submissions, one after the other, so that little is in memory. */
final class Parts {
  /** Bytes of all; the first may have more. */
  static final int MAX = 8 << 20;

  private final Door.Room room;
  private final List<byte[]> parts = new ArrayList<>();
  private final Map<String, byte[]> byToken = new HashMap<>();
  private long size;

  Parts(Door.Room room) {
    this.room = room;
  }

  /**
   * Adds what is told of a submission, which is made once.
   *
   * @throws Refused when they are too large together
   */
  void add(String token, Supplier<JsonNode> made) {
    var known = byToken.get(token);
    if (known == null) {
      known = room.part(() -> withinMax(bytes(made.get())));
      byToken.put(token, known);
    } else {
      room.hold(withinMax(known).length);
    }
    parts.add(known);
  }

  /** Looked at before there is room: what is too large would find none later either. */
  private byte[] withinMax(byte[] part) {
    size += part.length;
    if (!parts.isEmpty() && size > MAX) {
      throw new Refused(
          400, "the submissions are larger than 8 MiB together, ask for fewer of them or fields");
    }
    return part;
  }

  /** All as the member "submissions" of an object, with another member if there is one. */
  Answer answer(String rest) {
    var begin = "{\"submissions\":[".getBytes(UTF_8);
    var end = ("]" + rest + "}").getBytes(UTF_8);
    var commas = Math.max(0, parts.size() - 1);
    var all = ByteBuffer.allocate((int) size + commas + begin.length + end.length);
    all.put(begin);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        all.put((byte) ',');
      }
      all.put(parts.get(i));
    }
    all.put(end);
    return Answer.json(200, all.array());
  }

  static byte[] bytes(JsonNode json) {
    try {
      return Json.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
