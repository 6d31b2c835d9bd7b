package evalx.events;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final Caller ANN = Caller.anonymous("192.0.2.7");
  private static final Caller BOB = Caller.anonymous("192.0.2.8");
  private static final Notice END = Notice.MAY_HAVE_ENDED;

  private final Subscribers subscribers = new Subscribers();
  private final SubmissionId id = SubmissionId.random();
  private final List<Notice> heard = new ArrayList<>();
  private final Consumer<Notice> subscriber = heard::add;

  @Test
  void aSubscriberHearsOfItsSubmissionAndOfNoOther() {
    subscribers.add(id, ANN, subscriber);

    subscribers.tell(SubmissionId.random(), END);
    assertThat(heard).isEmpty();
    subscribers.tell(id, END);
    assertThat(heard).containsExactly(END);
    subscribers.tellAll(END);
    assertThat(heard).containsExactly(END, END);
  }

  @Test
  void aSubscriberThatLeftHearsNothing() {
    subscribers.add(id, ANN, subscriber);
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
          ANN,
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
  void thereIsAMaximumOfSubscribersOfWhichOneCallerHasThreeQuarters() {
    assertThat(added(ANN)).isEqualTo(15_000);
    assertThat(added(BOB)).isEqualTo(5_000);
  }

  @Test
  void thePlaceOfOneThatLeftIsFree() {
    subscribers.add(id, ANN, subscriber);
    subscribers.add(id, ANN, subscriber);
    subscribers.remove(id, subscriber);
    subscribers.remove(id, subscriber);

    assertThat(added(ANN)).isEqualTo(15_000);
  }

  private int added(Caller caller) {
    var accepted = 0;
    while (subscribers.add(id, caller, new Idle())) {
      accepted++;
    }
    return accepted;
  }

  private static final class Idle implements Consumer<Notice> {
    @Override
    public void accept(Notice notice) {}
  }
}
