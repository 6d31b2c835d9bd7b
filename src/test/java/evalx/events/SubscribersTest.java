package evalx.events;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final Notice END = Notice.MAY_HAVE_ENDED;

  private final Subscribers subscribers = new Subscribers();
  private final SubmissionId id = SubmissionId.random();
  private final List<Notice> heard = new ArrayList<>();
  private final Consumer<Notice> subscriber = heard::add;

  @Test
  void aSubscriberHearsOfItsSubmissionAndOfNoOther() {
    subscribers.add(id, subscriber);

    subscribers.tell(SubmissionId.random(), END);
    assertThat(heard).isEmpty();
    subscribers.tell(id, END);
    assertThat(heard).containsExactly(END);
    subscribers.tellAll(END);
    assertThat(heard).containsExactly(END, END);
  }

  @Test
  void aSubscriberThatLeftHearsNothing() {
    subscribers.add(id, subscriber);
    subscribers.remove(id, subscriber);
    subscribers.remove(id, subscriber);

    subscribers.tell(id, END);
    subscribers.tellAll(END);

    assertThat(heard).isEmpty();
  }

  @Test
  void aSubscriberThatFailsHarmsNoOther() {
    var calls = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      subscribers.add(
          id,
          new Consumer<Notice>() {
            @Override
            public void accept(Notice notice) {
              calls.incrementAndGet();
              throw new RejectedExecutionException("too many tasks wait");
            }
          });
    }

    subscribers.tell(id, END);
    assertThat(calls).hasValue(20);
    subscribers.tellAll(END);
    assertThat(calls).hasValue(40);
  }

  @Test
  void thereIsAMaximumOfSubscribers() {
    var accepted = 0;
    while (subscribers.add(id, new Idle())) {
      accepted++;
    }

    assertThat(accepted).isEqualTo(20_000);
  }

  private static final class Idle implements Consumer<Notice> {
    @Override
    public void accept(Notice notice) {}
  }
}
