package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.queue.Listeners;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersReadyTest {
  @Test
  void aListenerThatTheServerDidNotActivateIsNamedWithARemedy() {
    var listeners =
        new Listeners(
            () ->
                List.of(
                    "evalx.dead.end", "evalx.expired.end", "evalx.purged.end", "evalx.webhooks"));

    var health = new ListenersReady(listeners).look();

    assertThat(health.isUp()).isFalse();
    assertThat(health.data().get("reason")).asString().endsWith("listener of evalx.jobs.*");
    assertThat(health.data().get("remedy")).asString().contains("jmsActivationSpec");
  }

  @Test
  void allOfThemAreEnough() {
    var listeners =
        new Listeners(
            () ->
                List.of(
                    "evalx.dead.end",
                    "evalx.expired.end",
                    "evalx.purged.end",
                    "evalx.webhooks",
                    "evalx.jobs.*"));

    assertThat(new ListenersReady(listeners).look().isUp()).isTrue();
  }
}
