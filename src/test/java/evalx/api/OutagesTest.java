package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.KeptLog;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final KeptLog log = new KeptLog("evalx.api");
  private long nanos;
  private final Outages outages = new Outages(() -> nanos);

  @AfterEach
  void stop() {
    log.close();
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      outages.refused("Redis", new IllegalStateException("connection refused"));
    }
  }

  @Test
  void aThousandRequestsOfOneOutageAreOneLineWithItsCause() {
    refuse(1000);
    outages.look();

    assertThat(log.levels()).containsExactly(Level.WARNING);
    assertThat(log.text(0)).contains("Redis is away", "connection refused");
  }

  @Test
  void itsEndIsOneLineWithTheNumberOfRequests() {
    refuse(1000);
    nanos += Outages.QUIET.toNanos() - 1;
    refuse(1);
    nanos += Outages.QUIET.toNanos() - 1;
    outages.look();
    assertThat(log.levels()).hasSize(1);

    nanos++;
    outages.look();
    outages.look();

    assertThat(log.levels()).containsExactly(Level.WARNING, Level.INFO);
    assertThat(log.text(1)).contains("Redis", "outage is over", "1001 were answered with 503");
  }

  @Test
  void theNextOutageIsToldOfAgain() {
    refuse(3);
    nanos += Outages.QUIET.toNanos();
    refuse(2);

    assertThat(log.levels()).containsExactly(Level.WARNING, Level.INFO, Level.WARNING);
    assertThat(log.text(1)).contains("3 were answered");
  }

  @Test
  void eachPartHasAnOutageOfItsOwn() {
    refuse(2);
    outages.refused("The broker", new IllegalStateException("no route"));

    assertThat(log.levels()).hasSize(2);
    assertThat(log.text(1)).contains("The broker is away");
  }
}
