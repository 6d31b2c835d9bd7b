package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SandboxNeed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfferTest {
  @Test
  void workersOfferTheirUnion() {
    var offer =
        Offer.of(
            List.of(
                new WorkerReport(
                    "a",
                    Map.of("native", Map.of("cpp", List.of("12.2.0"))),
                    Map.of("cpp", List.of("boost 1.74")),
                    Map.of("java", "no javac"),
                    Set.of(),
                    Set.of("native")),
                new WorkerReport(
                    "b",
                    Map.of(
                        "native",
                        Map.of("java", List.of("17.0.1")),
                        "docker",
                        Map.of("cpp", List.of("13.1.0", "9.4.0"))),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    Set.of())));

    assertThat(offer.versionsOf("cpp")).containsExactly("9.4.0", "12.2.0", "13.1.0");
    assertThat(offer.packages()).containsEntry("cpp", List.of("boost 1.74"));
    assertThat(offer.driversOf("cpp")).containsExactly("docker", "native");
    assertThat(offer.meets(SandboxNeed.CONVERSATION, "cpp")).isTrue();
    assertThat(offer.meets(SandboxNeed.CONVERSATION, "bash")).isFalse();
    assertThat(offer.givenFiles()).containsExactly("cpp"); // not Java: b's boxes have no /proc
    assertThat(offer.reason("java")).isEmpty();
    assertThat(offer.reason("bash")).contains("no worker offers it, or none has proved it yet");
    assertThat(offer.hasVersion("cpp", "13")).isTrue();
    assertThat(offer.hasVersion("cpp", "1")).isFalse();
    assertThat(offer.hasVersion("cpp", "12.2.0")).isTrue();
  }
}
