package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.KeptLog;
import evalx.queue.Listeners;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerAlarmTest {
  private static final List<String> ALL =
      List.of(
          "evalx.jobs.*",
          "evalx.dead.end",
          "evalx.expired.end",
          "evalx.purged.end",
          "evalx.webhooks");

  private final KeptLog log = new KeptLog(ListenerAlarm.class.getName());
  private List<String> activated = ALL.subList(1, ALL.size());
  private final ListenerAlarm alarm = new ListenerAlarm(new Listeners(() -> activated));

  @AfterEach
  void stop() {
    log.close();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      alarm.look();
    }
  }

  @Test
  void aListenerThatStaysAwayIsToldOnceWithARemedy() {
    look(ListenerAlarm.MAX_LOOKS - 1);
    assertThat(log.levels()).isEmpty();

    look(2 * ListenerAlarm.MAX_LOOKS);
    assertThat(log.levels()).containsExactly(Level.SEVERE);
    assertThat(log.text(0)).contains("evalx.jobs.*", Listeners.REMEDY);
  }

  @Test
  void oneThatComesAMomentLaterIsNot() {
    look(ListenerAlarm.MAX_LOOKS - 1);
    activated = ALL;
    look(1);
    activated = List.of();
    look(ListenerAlarm.MAX_LOOKS - 1);

    assertThat(log.levels()).isEmpty();
  }
}
