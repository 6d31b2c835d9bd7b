package evalx.queue;

import evalx.broker.Adapter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells the resource adapter which queues this node takes jobs from. */
@Singleton
class AdapterIntake {
  private final Adapter adapter;

  @Inject
  AdapterIntake(Adapter adapter) {
    this.adapter = adapter;
  }

  /** Takes messages from these queues and from no others. */
  void consume(Collection<String> queues) {
    adapter.consume(queues.stream().collect(Collectors.toMap(Function.identity(), name -> "")));
  }
}
