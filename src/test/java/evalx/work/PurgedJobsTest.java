package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.broker.SendRefused;
import evalx.queue.Messages;
import evalx.result.JobDescription;
import evalx.result.JobRecord;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PurgedJobsTest {
  private final Workshop shop = new Workshop();
  private final SubmissionId id = SubmissionId.random();
  private final AskedFor askedFor = new AskedFor(List::of);
  private final Set<SubmissionId> looked = new HashSet<>();
  private boolean waits = true;
  private boolean hasMessage;
  private PurgedJobs purgedJobs = after(Duration.ofHours(1));

  @BeforeEach
  void queue() {
    queue(id, "python");
  }

  private void queue(SubmissionId id, String language) {
    var description = new JobDescription(language, Encoding.UTF8, 2, Messages.CALLER.key());
    shop.ledger.create(id, new byte[0], description, Messages.NOW);
    askedFor.askedFor(id);
  }

  private PurgedJobs after(Duration itWasQueued) {
    return new PurgedJobs(
        askedFor,
        this::record,
        shop.ends,
        this::missing,
        Clock.fixed(Messages.NOW.plus(itWasQueued), ZoneOffset.UTC));
  }

  private Optional<JobRecord> record(SubmissionId id) {
    return waits ? Optional.of(shop.ledger.find(id)) : Optional.empty();
  }

  private Set<SubmissionId> missing(String language, Set<SubmissionId> ids) {
    if (language.equals("cobol")) {
      throw new SendRefused("there is no such queue", null);
    }
    assertThat(language).isEqualTo("python");
    looked.addAll(ids);
    return hasMessage ? Set.of() : ids;
  }

  private void lookTwice() {
    purgedJobs.look();
    purgedJobs.look();
  }

  @Test
  void aSubmissionEndsWhoseMessageIsMissingTwice() {
    purgedJobs = after(PurgedJobs.MIN_WAIT.plusMillis(1));
    purgedJobs.look();
    assertThat(shop.results.byId).as("it may have moved meanwhile").isEmpty();

    purgedJobs.look();
    assertThat(shop.results.text(id))
        .contains("\"status\":\"Cancelled\"", PurgedJobs.REASON, "\"total\":2");
    assertThat(shop.told).containsExactly(id);
    assertThat(shop.countedOut).as("no message is left to count it out").containsExactly(id);
  }

  @Test
  void oneWhoseMessageIsThereAgainIsLeftAlone() {
    purgedJobs.look();
    hasMessage = true;
    purgedJobs.look();
    hasMessage = false;
    askedFor.askedFor(id);
    purgedJobs.look();

    assertThat(shop.results.byId).isEmpty();
  }

  @Test
  void aLanguageThatCannotBeLookedForHoldsUpNoOther() {
    var other = SubmissionId.random();
    queue(other, "cobol");
    purgedJobs.look();
    askedFor.askedFor(other);
    purgedJobs.look();

    assertThat(shop.results.byId).containsOnlyKeys(id);
  }

  @Test
  void oneThatMayStillBeOnItsWayIsLeftAlone() {
    purgedJobs = after(PurgedJobs.MIN_WAIT);
    lookTwice();

    assertThat(looked).isEmpty();
  }

  @Test
  void oneThatRunsIsLeftAlone() {
    waits = false;
    lookTwice();

    assertThat(looked).isEmpty();
  }

  @Test
  void oneThatNobodyAsksForAgainIsNotLookedForForEver() {
    hasMessage = true;
    purgedJobs.look();
    looked.clear();
    purgedJobs.look();

    assertThat(looked).isEmpty();
  }
}
