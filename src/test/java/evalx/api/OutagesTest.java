package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Logger log = Logger.getLogger(Outages.class.getName());
  private final Handler handler = new Keeping(logged);
  private long nanos;
  private final Outages outages = new Outages(() -> nanos);

  @BeforeEach
  void listen() {
    log.addHandler(handler);
  }

  @AfterEach
  void stop() {
    log.removeHandler(handler);
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      outages.refused("Redis", new IllegalStateException("connection refused"));
    }
  }

  private String text(int index) {
    var entry = logged.get(index);
    return MessageFormat.format(entry.getMessage(), entry.getParameters());
  }

  @Test
  void aThousandRequestsOfOneOutageAreOneLineWithItsCause() {
    refuse(1000);
    outages.look();

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(text(0)).contains("Redis is away", "connection refused");
  }

  @Test
  void itsEndIsOneLineWithTheNumberOfRequests() {
    refuse(1000);
    nanos += Outages.QUIET.toNanos() - 1;
    refuse(1);
    nanos += Outages.QUIET.toNanos() - 1;
    outages.look();
    assertThat(logged).hasSize(1);

    nanos++;
    outages.look();
    outages.look();

    assertThat(logged).extracting(LogRecord::getLevel).containsExactly(Level.WARNING, Level.INFO);
    assertThat(text(1)).contains("Redis", "outage is over", "1001 were answered with 503");
  }

  @Test
  void theNextOutageIsToldOfAgain() {
    refuse(3);
    nanos += Outages.QUIET.toNanos();
    refuse(2);

    assertThat(logged)
        .extracting(LogRecord::getLevel)
        .containsExactly(Level.WARNING, Level.INFO, Level.WARNING);
    assertThat(text(1)).contains("3 were answered");
  }

  @Test
  void eachPartHasAnOutageOfItsOwn() {
    refuse(2);
    outages.refused("The broker", new IllegalStateException("no route"));

    assertThat(logged).hasSize(2);
    assertThat(text(1)).contains("The broker is away");
  }

  private static final class Keeping extends Handler {
    private final List<LogRecord> logged;

    Keeping(List<LogRecord> logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord entry) {
      logged.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
