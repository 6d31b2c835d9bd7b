package evalx.work;

import evalx.broker.Adapter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the resource adapter which jobs this node takes: those of the languages and versions that
 * work here, and none at a {@linkplain Standstill standstill}.
 */
@Singleton
class TakeJobs {
  private static final Logger LOG = System.getLogger(TakeJobs.class.getName());

  private final WantedQueues wantedQueues;
  private final Standstill standstill;
  private final LastPlace lastPlace;
  private final Adapter adapter;
  private final ListenerAlarm listenerAlarm;
  private Optional<Map<String, String>> consumed = Optional.empty();
  private Optional<Map<String, String>> consumedAtLastPlace = Optional.empty();

  @Inject
  TakeJobs(
      WantedQueues wantedQueues,
      Standstill standstill,
      LastPlace lastPlace,
      Adapter adapter,
      ListenerAlarm listenerAlarm) {
    this.wantedQueues = wantedQueues;
    this.standstill = standstill;
    this.lastPlace = lastPlace;
    this.adapter = adapter;
    this.listenerAlarm = listenerAlarm;
  }

  /** Looks what has changed since the last call. */
  synchronized void look() {
    var standsStill = standstill.reason();
    var wanted = standsStill.isPresent() ? Map.<String, String>of() : wanted();
    if (consumed.filter(wanted::equals).isEmpty()) {
      adapter.consume(wanted);
      consumed = Optional.of(wanted);
      LOG.log(
          Level.INFO,
          "Taking jobs from {0}{1}",
          wanted.keySet(),
          standsStill.map(why -> ": " + why).orElse(""));
    }
    lookAtLastPlace(wanted);
    listenerAlarm.look();
  }

  private Map<String, String> wanted() {
    var all = wantedQueues.byVersion();
    var waiting = standstill.callers();
    return waiting.isEmpty() ? all : wantedQueues.without(waiting, all);
  }

  private void lookAtLastPlace(Map<String, String> wanted) {
    Map<String, String> atLastPlace =
        lastPlace
            .excludedCallers(adapter.getPlaces())
            .map(callers -> wantedQueues.without(callers, wanted))
            .orElse(Map.of());
    if (consumedAtLastPlace.filter(atLastPlace::equals).isEmpty()) {
      adapter.consumeAtLastPlace(atLastPlace);
      consumedAtLastPlace = Optional.of(atLastPlace);
    }
  }
}
