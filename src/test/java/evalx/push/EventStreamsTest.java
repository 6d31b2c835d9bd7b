package evalx.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamsTest {
  private final EventStreams streams = new Scene().streams();
  private final List<Client> cut = new ArrayList<>();

  private final class Client implements Connection {
    private final String name;

    private Client(String name) {
      this.name = name;
      streams.add(this);
    }

    @Override
    public void tick(long now) {}

    @Override
    public Optional<String> stalled() {
      return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    @Override
    public void close() {
      cut.add(this);
      streams.remove(this);
    }
  }

  /** When it is closed, another waits in its place until its client has left. */
  private final class Leaving implements Connection {
    @Override
    public void tick(long now) {}

    @Override
    public Optional<String> stalled() {
      return Optional.empty();
    }

    @Override
    public void close() {
      var unused = new Client("");
      streams.remove(this);
    }
  }

  private void open(String name, int connections) {
    for (int i = 0; i < connections; i++) {
      var unused = new Client(name);
    }
  }

  @Test
  void beyondTheMaximumThoseOfTheClientThatStallsMostAreCut() {
    open("ann", 3);
    open("greedy", EventStreams.MAX_STALLED);
    open("bob", 2);
    open("", 100);

    streams.tick();

    assertThat(cut).hasSize(5).extracting(client -> client.name).containsOnly("greedy");
    streams.tick();
    assertThat(cut).hasSize(5);
  }

  @Test
  void atItsEndClientsAreLeftToTakeWhatWaitsForThem() {
    for (int i = 0; i < 100; i++) {
      streams.add(new Leaving());
    }

    streams.closeAll();

    assertThat(cut).isEmpty();
  }
}
