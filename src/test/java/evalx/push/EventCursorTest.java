package evalx.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.RedisAway;
import evalx.result.EventId;
import evalx.submission.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCursorTest {
  private static final Caller ANN = Caller.anonymous("10.0.0.7");
  private static final Caller BOB = Caller.anonymous("10.0.0.8");
  private static final Caller EVE = Caller.anonymous("10.0.0.9");

  private final Scene scene = new Scene();

  /**
   * All that a cursor gives until there is nothing more now, as "ID KIND", with a case's number.
   */
  private static List<String> all(EventCursor cursor) {
    var all = new ArrayList<String>();
    for (var step = cursor.next(); step instanceof Step.Next next; step = cursor.next()) {
      all.add(text(next.event()));
    }
    return all;
  }

  private static String text(StreamEvent event) {
    var json = new String(event.json(), UTF_8);
    var number = json.replaceAll(".*\"(number|case)\":([0-9]+).*", " $2");
    return event.id().orElseThrow()
        + " "
        + event.kind()
        + (event.kind().equals("case") ? number : "");
  }

  private List<String> all() {
    return all(scene.cursor(EventId.START));
  }

  @Test
  void aSubmissionThatWaitsWasQueued() {
    var cursor = scene.cursor(EventId.START);

    assertThat(all(cursor)).containsExactly("0-1 queued");
    assertThat(cursor.next()).isInstanceOf(Step.Nothing.class);
  }

  @Test
  void whatHappensLaterFollows() {
    var cursor = scene.cursor(EventId.START);
    all(cursor);
    scene.logged(1, "started", "compiled", "2", "0", "1");

    assertThat(all(cursor))
        .containsExactly("1-0 started", "1-1 compiled", "1-2 case 2", "1-3 case 0", "1-4 case 1");
    scene.ended(1, 3);
    assertThat(all(cursor)).containsExactly("1-5 finished");
    assertThat(cursor.next()).isInstanceOf(Step.End.class);
  }

  @Test
  void whatTheLogDoesNotTellFollowsFromTheResult() {
    scene.logged(1, "started", "compiled", "2").ended(1, 4);

    assertThat(all())
        .containsExactly(
            "0-1 queued",
            "1-0 started",
            "1-1 compiled",
            "1-2 case 2",
            "1-3 case 0",
            "1-4 case 1",
            "1-5 case 3",
            "1-6 finished");
  }

  @Test
  void aSubmissionThatNobodyFollowedIsToldFromItsResult() {
    scene.ended(2, 2);

    assertThat(all())
        .containsExactly(
            "0-1 queued",
            "2-0 started",
            "2-1 compiled",
            "2-2 case 0",
            "2-3 case 1",
            "2-4 finished");
  }

  @Test
  void theEndHasTheResultWithoutItsTestCases() {
    scene.ended(1, 2);
    var cursor = scene.cursor(new EventId(1, 3));

    var last = ((Step.Next) cursor.next()).event();

    assertThat(last.kind()).isEqualTo("finished");
    assertThat(new String(last.json(), UTF_8))
        .startsWith("{\"token\":\"" + scene.id + "\",\"status\":\"Accepted\"")
        .doesNotContain("results", "\n");
  }

  @Test
  void aSubmissionThatEndsWithoutARunHasNoMoreThanAnEnd() {
    scene.gaveUp(0);

    assertThat(all()).containsExactly("0-1 queued", "0-2 finished");
  }

  @Test
  void aJobWhoseEveryWorkerDiedEndsAfterItsLastAttempt() {
    scene.logged(3, "started", "compiled").gaveUp(3);

    assertThat(all()).containsExactly("0-1 queued", "3-0 started", "3-1 compiled", "3-2 finished");
  }

  /** The worker of the first attempt died when the client knew of two test cases. */
  @Test
  void aSecondAttemptTellsEverythingAgain() {
    scene.logged(1, "started", "compiled", "0", "1");
    var cursor = scene.cursor(EventId.START);
    assertThat(all(cursor)).hasSize(5);
    scene.logged(2, "started", "compiled", "1");
    scene.ended(2, 2);

    assertThat(all(cursor))
        .containsExactly("2-0 started", "2-1 compiled", "2-2 case 1", "2-3 case 0", "2-4 finished");
  }

  /** It was given up after three attempts, of which the client knows. */
  @Test
  void afterARetryOfADeadLetterAClientIsToldOfTheNewRun() {
    scene.attempts(0);
    var cursor = scene.cursor(new EventId(3, 0));
    assertThat(all(cursor)).containsExactly("0-1 queued");
    scene.attempts(1).logged(1, "started", "compiled").ended(1, 1);

    assertThat(all(cursor))
        .containsExactly("1-0 started", "1-1 compiled", "1-2 case 0", "1-3 finished");
    assertThat(all(scene.cursor(new EventId(3, 4))))
        .containsExactly("0-1 queued", "1-0 started", "1-1 compiled", "1-2 case 0", "1-3 finished");
  }

  @Test
  void anAttemptThatIsTakenBackIsNotToldAgain() {
    scene.attempts(1).logged(2, "started", "compiled");

    assertThat(all(scene.cursor(new EventId(2, 0)))).containsExactly("2-1 compiled");
  }

  /** What the log still has of the first attempt is not mixed with the result of the second. */
  @Test
  void aSecondAttemptThatWasNotLoggedIsToldFromTheResult() {
    scene.logged(1, "started", "compiled", "0").ended(2, 2);

    assertThat(all())
        .endsWith("2-0 started", "2-1 compiled", "2-2 case 0", "2-3 case 1", "2-4 finished");
  }

  @Test
  void whatIsInTheLogTwiceIsToldOnce() {
    scene.logged(1, "started", "compiled", "0", "compiled", "0", "1").ended(1, 2);

    assertThat(all())
        .containsExactly(
            "0-1 queued",
            "1-0 started",
            "1-1 compiled",
            "1-2 case 0",
            "1-5 case 1",
            "1-6 finished");
  }

  static Stream<Scene> scenes() {
    return Stream.of(
        new Scene().ended(1, 5),
        new Scene().logged(1, "started", "compiled", "4", "1").ended(1, 5),
        new Scene().logged(1, "started", "compiled", "0", "0", "1", "2").ended(1, 3),
        new Scene().logged(1, "started").logged(2, "started", "compiled", "1").ended(2, 3),
        new Scene().logged(2, "started", "compiled").gaveUp(2));
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void fromWhereverAClientLeftOffItGetsTheRestOnce(Scene ended) {
    var whole = all(ended.cursor(EventId.START));

    for (int i = 0; i < whole.size(); i++) {
      var left = EventId.parse(whole.get(i).split(" ", -1)[0]).orElseThrow();
      assertThat(all(ended.cursor(left))).isEqualTo(whole.subList(i + 1, whole.size()));
    }
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void afterTheEndThereIsNothing(Scene ended) {
    var cursor = ended.cursor(new EventId(99, 0));

    assertThat(cursor.next()).isInstanceOf(Step.End.class);
  }

  @Test
  void anUnknownSubmissionHasNoEvents() {
    scene.known = false;

    assertThat(scene.cursor(EventId.START).next()).isInstanceOf(Step.Unknown.class);
  }

  @Test
  void afterAnOutageACursorGoesOn() {
    var cursor = scene.cursor(EventId.START);
    scene.logged(1, "started").away = 1;

    assertThatThrownBy(cursor::next).isInstanceOf(RedisAway.class);
    assertThat(all(cursor)).containsExactly("0-1 queued", "1-0 started");
  }

  @Test
  void allCursorsTogetherHoldABoundedNumberOfBytes() {
    scene.logged(1, "started");
    var held = new HeldBytes(193 << 10);
    var first = scene.cursor(EventId.START, held, ANN);
    var second = scene.cursor(EventId.START, held, BOB);
    // The first has read a page, of which it has given one event.
    first.next();
    var third = scene.cursor(EventId.START, held, EVE);
    second.next();

    assertThat(third.next()).isInstanceOf(Step.Busy.class);
    first.close();
    assertThat(third.next()).isInstanceOf(Step.Next.class);
    third.close();
    second.close();
    assertThat(held.share(ANN).hold(193 << 10)).isTrue();
  }

  /** Such as one that reads large results slowly, over as many streams as it may have. */
  @Test
  void oneCallerLeavesRoomForTheStreamsOfAnother() {
    var held = new HeldBytes(1 << 20);
    scene.ended(1, 3);
    var begun = 0;
    while (scene.cursor(EventId.START, held, ANN).next() instanceof Step.Next) {
      begun++;
    }

    assertThat(begun).isGreaterThan(1);
    assertThat(all(scene.cursor(EventId.START, held, BOB))).hasSize(7).endsWith("1-5 finished");
  }

  @Test
  void aClientMayTakeAMinuteForAResult() {
    var cursor = scene.ended(1, 3).cursor(EventId.START);
    var begun = System.nanoTime();
    while (!cursor.isOverdue(begun + Duration.ofDays(1).toNanos())) {
      assertThat(cursor.next()).isInstanceOf(Step.Next.class);
    }

    assertThat(cursor.isOverdue(begun + Duration.ofSeconds(59).toNanos())).isFalse();
    cursor.close();
    assertThat(cursor.isOverdue(begun + Duration.ofDays(1).toNanos())).isFalse();
  }

  @Test
  void aCursorThatIsThroughHoldsNothing() {
    var held = new HeldBytes(1 << 20);
    scene.logged(1, "started").ended(1, 3);
    var cursor = scene.cursor(EventId.START, held);

    all(cursor);

    assertThat(cursor.next()).isInstanceOf(Step.End.class);
    assertThat(held.share(ANN).hold(1 << 20)).isTrue();
  }
}
