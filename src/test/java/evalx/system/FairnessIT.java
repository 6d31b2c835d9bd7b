package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One language's flood must not starve the others. Counted in runs, so that a slow machine may be
 * slow.
 */
@Tag("slow")
@ExtendWith(SharedProduct.class)
class FairnessIT {
  private static final int FLOOD = 150;
  private static final int CASES = 10;

  /**
   * What a newcomer may have to wait for: the jobs in hand, of which a node has at most 2 per core.
   */
  private static final int MAX_RUNS =
      2 * Runtime.getRuntime().availableProcessors() * CASES + CASES;

  @Test
  void aFloodOfOneLanguageLetsTheOthersThrough(Product product) {
    var client = product.client();
    var flood = new ArrayList<String>();
    for (int i = 0; i < FLOOD; i++) {
      // Without the cache, which would answer all but the first at once.
      flood.add(client.submit(Programs.sums("python", new int[CASES]).put("cache", false)));
    }
    var newcomer = client.result(client.submit(Programs.sums("c", 0)), Duration.ofMinutes(2));
    assertThat(newcomer.get("status").asText()).isEqualTo("Accepted");
    var runs = 0;
    var later = 0;
    for (var token : flood) {
      var result = client.result(token, Duration.ofMinutes(4));
      if (time(result, "finished_at").isAfter(time(newcomer, "finished_at"))) {
        later++;
      } else if (time(result, "finished_at").isAfter(time(newcomer, "queued_at"))) {
        runs += CASES;
      }
    }
    assertThat(later).as("jobs of the flood that ended after the newcomer").isPositive();
    assertThat(runs)
        .as("runs of the flood that the newcomer waited for")
        .isLessThanOrEqualTo(MAX_RUNS);
  }

  private static Instant time(JsonNode result, String name) {
    return Instant.parse(result.get(name).asText());
  }
}
