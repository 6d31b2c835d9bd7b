package evalx.events;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private final SubmissionId id = SubmissionId.random();

  private static final class Broken implements SubmissionObserver {
    @Override
    public void observe(SubmissionEvent event) {
      throw new IllegalArgumentException("test");
    }

    @Override
    public void replyRefused(SubmissionId id) {
      throw new IllegalArgumentException("test");
    }
  }

  private static final class Recording implements SubmissionObserver {
    private final List<Object> heard = new ArrayList<>();

    @Override
    public void observe(SubmissionEvent event) {
      heard.add(event);
    }

    @Override
    public void replyRefused(SubmissionId refused) {
      heard.add(refused);
    }
  }

  @Test
  void anObserverThatFailsHarmsNeitherTheOthersNorThePublisher() {
    var first = new Recording();
    var last = new Recording();
    var publisher = new EventPublisher(List.of(first, new Broken(), last));
    var event = new SubmissionEvent.Started(id, "here", 1, Instant.EPOCH, Optional.empty());

    publisher.publish(event);
    publisher.replyRefused(id);

    assertThat(first.heard).containsExactly(event, id);
    assertThat(last.heard).containsExactly(event, id);
  }
}
