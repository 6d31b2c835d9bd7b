package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.queue.Messages;
import evalx.result.JobDescription;
import evalx.result.Lookup;
import evalx.submission.Encoding;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PurgedJobsTest {
  private final Workshop shop = new Workshop();
  private final SubmissionId id = SubmissionId.random();
  private final List<String> looked = new ArrayList<>();
  private String status = Phase.IN_QUEUE.label();
  private boolean noMessage = true;

  @BeforeEach
  void queue() {
    var description = new JobDescription("python", Encoding.UTF8, 2, Messages.CALLER.key());
    shop.ledger.create(id, new byte[0], description, Messages.NOW);
  }

  private void askAndLook(Duration afterItWasQueued) {
    var purgedJobs = purgedJobs(Messages.NOW.plus(afterItWasQueued));
    purgedJobs.askedFor(id);
    purgedJobs.look();
  }

  private PurgedJobs purgedJobs(Instant now) {
    return new PurgedJobs(
        asked -> new Lookup.InProgress(status, 0, 2),
        shop.ledger,
        shop.ends,
        queue -> looked.add(queue) && noMessage,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aSubmissionEndsWhoseQueueHasNoMessageLeft() {
    askAndLook(PurgedJobs.MIN_WAIT.plusMillis(1));

    assertThat(shop.results.text(id))
        .contains("\"status\":\"Cancelled\"", PurgedJobs.REASON, "\"total\":2");
    assertThat(shop.told).containsExactly(id);
    assertThat(looked).containsExactly(Messages.QUEUE);
    assertThat(shop.countedOut).as("no message is left to count it out").containsExactly(id);
  }

  @Test
  void oneThatMayStillBeOnItsWayIsLeftAlone() {
    askAndLook(PurgedJobs.MIN_WAIT);

    assertThat(shop.results.byId).isEmpty();
  }

  @Test
  void oneThatRunsIsLeftAlone() {
    status = Phase.PROCESSING.label();
    askAndLook(Duration.ofHours(1));

    assertThat(shop.results.byId).isEmpty();
    assertThat(looked).isEmpty();
  }

  @Test
  void whileMessagesOfItsLanguageAreThereItMayBeOneOfThem() {
    noMessage = false;
    askAndLook(Duration.ofHours(1));

    assertThat(shop.results.byId).isEmpty();
  }

  @Test
  void isLookedAtOnceForEachTimeItIsAskedFor() {
    noMessage = false;
    var purgedJobs = purgedJobs(Messages.NOW.plusSeconds(3600));
    purgedJobs.askedFor(id);
    purgedJobs.look();
    purgedJobs.look();

    assertThat(looked).hasSize(1);
  }
}
