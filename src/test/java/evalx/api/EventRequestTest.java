package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.result.EventId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRequestTest {
  private static final String PATH = "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10/events";

  private static EventId from(Exchange exchange) {
    return EventRequest.from(exchange.request());
  }

  private static EventId id(String text) {
    return EventId.parse(text).orElseThrow();
  }

  @Test
  void theHeaderCountsBeforeTheParameter() {
    var both = new Exchange("GET", PATH, "last_event_id", "1-2").with("Last-Event-ID", "1-4");

    assertThat(from(both)).isEqualTo(id("1-4"));
  }

  @Test
  void anEmptyHeaderIsNone() {
    var header = new Exchange("GET", PATH).with("Last-Event-ID", "");
    var both = new Exchange("GET", PATH, "last_event_id", "1-2").with("Last-Event-ID", "");

    assertThat(from(header)).isEqualTo(EventId.START);
    assertThat(from(both)).isEqualTo(id("1-2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", " ", "1-"})
  void whatIsNoIdIsRefused(String text) {
    var header = new Exchange("GET", PATH).with("Last-Event-ID", text);

    assertThatThrownBy(() -> from(header)).isInstanceOf(Refusal.class);
  }
}
