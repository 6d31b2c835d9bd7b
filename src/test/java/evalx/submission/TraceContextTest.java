package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of W3C Trace Context, as they may come. */
class TraceContextTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + ID + "-00f067aa0ba902b7-01";

  private static Optional<TraceContext> of(String parent, String state) {
    return TraceContext.of(Optional.of(parent), Optional.of(state));
  }

  @Test
  void aTraceIsKeptAsItCame() {
    var trace = of(PARENT, "rojo=00f067aa0ba902b7").orElseThrow();

    assertThat(trace.traceId()).isEqualTo(ID);
    assertThat(trace.parent()).isEqualTo(PARENT);
    assertThat(trace.state()).contains("rojo=00f067aa0ba902b7");
  }

  @Test
  void ofALaterVersionTheFirstPartsAreRead() {
    assertThat(of("cc" + PARENT.substring(2) + "-more", "").orElseThrow().traceId()).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX: y",
      })
  void whatIsNoTraceIsNone(String parent) {
    assertThat(of(parent, "a=b")).isEmpty();
  }

  @Test
  void aStateThatIsNoneIsLeftOut() {
    assertThat(of(PARENT, "a=b\r\nX: y").orElseThrow().state()).isEmpty();
    assertThat(of(PARENT, "a=" + "b".repeat(511)).orElseThrow().state()).isEmpty();
  }
}
