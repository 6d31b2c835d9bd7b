package evalx.node;

import evalx.compilation.Compilers;
import evalx.execution.WorkerContext;
import evalx.language.Languages;
import evalx.sandbox.Drivers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The runtimes of this node's drivers, in the order in which a job tries them. */
@Singleton
final class DriverRuntimes {
  private final List<DriverRuntime> inOrder;

  @Inject
  DriverRuntimes(
      Drivers drivers,
      Capabilities node,
      Languages languages,
      Compilers compilers,
      WorkerContext worker) {
    this(
        drivers.inOrder().stream()
            .map(sandbox -> DriverRuntime.of(sandbox, node, languages, compilers, worker))
            .toList());
  }

  DriverRuntimes(List<DriverRuntime> inOrder) {
    this.inOrder = List.copyOf(inOrder);
  }

  List<DriverRuntime> inOrder() {
    return inOrder;
  }
}
