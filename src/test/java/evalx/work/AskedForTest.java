package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.events.Subscribers;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AskedForTest {
  private static List<SubmissionId> some(int count) {
    return Stream.generate(SubmissionId::random).limit(count).toList();
  }

  @Test
  void whatIsAskedForIsLookedAtOnce() {
    var askedFor = new AskedFor(List::of);
    var id = SubmissionId.random();
    askedFor.askedFor(id);

    assertThat(askedFor.next()).containsExactly(id);
    assertThat(askedFor.next()).isEmpty();
  }

  @Test
  void whatAStreamFollowsIsLookedAtAsLongAsItDoes() {
    var subscribers = new Subscribers();
    var askedFor = new AskedFor(subscribers);
    var id = SubmissionId.random();
    subscribers.add(id, Caller.anonymous("1.2.3.4"), notice -> {});

    assertThat(askedFor.next()).containsExactly(id);
    assertThat(askedFor.next()).containsExactly(id);
  }

  @Test
  void thoseThatFindNoRoomHaveTheirTurnNext() {
    var followed = some(2 * AskedFor.MAX_LOOKS);
    var askedFor = new AskedFor(() -> followed);
    var seen = new HashSet<SubmissionId>();
    for (int looks = 0; looks < 4; looks++) {
      some(2 * AskedFor.MAX_LOOKS).forEach(askedFor::askedFor);
      var next = askedFor.next();
      assertThat(next).hasSizeLessThanOrEqualTo(AskedFor.MAX_LOOKS);
      seen.addAll(next);
    }
    assertThat(seen).containsAll(followed);
  }
}
