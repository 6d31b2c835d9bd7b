package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Door;
import evalx.api.Doors;
import evalx.format.Json;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final int MIB = 1 << 20;

  private final Door door = Doors.of(Map.of());

  private static Caller caller(String name) {
    return new Caller(Optional.of(name), "", Set.of(Scope.READ));
  }

  private static JsonNode text(int length) {
    return Json.MAPPER.getNodeFactory().textNode("x".repeat(length));
  }

  private static void fill(Door.Room room) {
    var parts = new Parts(room);
    for (int i = 0; i < 7; i++) {
      parts.add("same", () -> text(MIB));
    }
  }

  @Test
  void eachIsMadeOnceAndToldInItsPlace() {
    var made = new AtomicInteger();
    try (var room = door.room(caller("eva"))) {
      var parts = new Parts(room);
      for (String token : new String[] {"a", "b", "a"}) {
        parts.add(token, () -> Json.MAPPER.createObjectNode().put(token, made.incrementAndGet()));
      }
      parts.add("gone", Json.MAPPER::nullNode);

      assertThat(new String(parts.answer(",\"meta\":1").body(), UTF_8))
          .isEqualTo("{\"submissions\":[{\"a\":1},{\"b\":2},{\"a\":1},null],\"meta\":1}");
    }
    try (var room = door.room(caller("eva"))) {
      assertThat(new String(new Parts(room).answer("").body(), UTF_8))
          .isEqualTo("{\"submissions\":[]}");
    }
  }

  @Test
  void severalThatAreTooLargeTogetherAreRefused() {
    try (var room = door.room(caller("eva"))) {
      var parts = new Parts(room);
      parts.add("a", () -> text(Parts.MAX));
      assertThatThrownBy(() -> parts.add("b", () -> text(MIB)))
          .isInstanceOfSatisfying(
              Refused.class, e -> assertThat(e.answer().status()).isEqualTo(400));
    }
  }

  @Test
  void answersThatAreNotWrittenYetHoldTheirRoom() {
    try (var first = door.room(caller("eva"))) {
      fill(first);
      try (var second = door.room(caller("eva"))) {
        assertThatThrownBy(() -> fill(second))
            .satisfies(
                e -> {
                  assertThat(Door.problem(e).status()).isEqualTo(503);
                  assertThat(Door.retryAfter(Door.problem(e))).isPresent();
                });
      }
      // Small ones need none, and there is some left for others.
      try (var small = door.room(caller("eva"))) {
        new Parts(small).add("a", () -> text(1000));
      }
      try (var other = door.room(caller("kim"))) {
        new Parts(other).add("a", () -> text(2 * MIB));
      }
    }
    var rooms = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      try (var again = door.room(caller("eva"))) {
        fill(again);
        rooms.add(i);
      }
    }
    assertThat(rooms).hasSize(3);
  }
}
