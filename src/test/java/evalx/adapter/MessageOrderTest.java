package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Which of the messages that wait a place takes next. */
class MessageOrderTest extends PlacesSetup {
  private void sendWithPriority(String queue, int priority, String text) {
    jms(
        context ->
            context
                .createProducer()
                .setPriority(priority)
                .send(context.createQueue(prefix + queue), text));
  }

  @Test
  void takesByPriorityOverEverythingThatWaits() {
    var first = new Holding();
    var second = new Holding();
    node(1, first);
    node(1, second);
    send("a", "held", "held");
    soon(() -> first.got.size() + second.got.size() == 2);
    var priorities = new ArrayList<Integer>();
    for (int round = 0; round < 3; round++) {
      for (int priority = 0; priority <= 9; priority++) {
        priorities.add(priority);
      }
    }
    Collections.shuffle(priorities, new java.util.Random(7));
    priorities.forEach(priority -> sendWithPriority("a", priority, Integer.toString(priority)));

    first.letGo();

    soon(() -> first.got.size() == 31);
    priorities.sort(Collections.reverseOrder());
    assertThat(first.got.subList(1, 31))
        .containsExactlyElementsOf(priorities.stream().map(p -> Integer.toString(p)).toList());
    second.letGo();
  }

  @Test
  void anUrgentJobIsNextAlsoIfItCameLast() {
    var bean = new Holding();
    node(1, bean);
    send("a", "held");
    soon(() -> bean.got.size() == 1);
    send("a", numbered("normal", 3));
    for (int i = 1; i <= 3; i++) {
      sendWithPriority("a", 9, "urgent" + i);
      bean.leave.release();
      int expected = 2 * i;
      soon(() -> bean.got.size() == expected);
      assertThat(bean.got.get(expected - 1)).isEqualTo("urgent" + i);
      bean.leave.release();
      soon(() -> bean.got.size() == expected + 1);
      assertThat(bean.got.get(expected)).startsWith("normal");
    }
    bean.letGo();
  }

  @Test
  void floodedQueuesTakeTurns() {
    var bean = new Holding();
    node(1, bean);
    send("a", "held");
    soon(() -> bean.got.size() == 1);
    send("a", numbered("a", 20));
    send("b", numbered("b", 3));
    send("c", numbered("c", 3));
    letEmptyQueuesBeForgotten();

    bean.letGo();

    soon(() -> bean.got.size() == 27);
    for (int round = 0; round < 3; round++) {
      var turns = bean.got.subList(1 + 3 * round, 4 + 3 * round).stream();
      assertThat(turns.map(text -> text.substring(0, 1)))
          .as("turn " + round)
          .containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void aFloodDoesNotStarveTheFirstJobOfAnIdleLanguage() {
    var bean = new Holding();
    send("a", numbered("a", 200));
    node(1, bean);
    bean.leave.release(100);
    soon(() -> bean.got.size() == 101);

    send("b", "first");
    letEmptyQueuesBeForgotten();
    bean.letGo();

    soon(() -> bean.got.size() == 201);
    assertThat(bean.got.indexOf("first")).isBetween(101, 103);
  }

  @Test
  void leavesMessagesThatTheFilterDoesNotMatchToOthers() {
    var old = new CopyOnWriteArrayList<String>();
    var current = new CopyOnWriteArrayList<String>();
    var node = idleNode(2, noting(old));
    node.consume(List.of(filtered("17")));
    sendVersion("wants 21", "21");
    sendVersion("wants 17", "17");
    sendVersion("wants any", null);

    soon(() -> old.size() == 2);
    assertThat(old).containsExactlyInAnyOrder("wants 17", "wants any");
    idleNode(2, noting(current)).consume(List.of(filtered("21")));

    soon(() -> current.size() == 1);
    assertThat(current).containsExactly("wants 21");
  }

  @Test
  void takesByPriorityAmongTheMessagesThatTheFilterMatches() {
    var bean = new Holding();
    idleNode(1, bean).consume(List.of(filtered("17")));
    sendVersion("held", "17");
    soon(() -> bean.got.size() == 1);
    for (int priority : new int[] {3, 9, 5, 9, 1}) {
      sendVersion("other" + priority, "21", priority);
      sendVersion("mine" + priority, "17", priority);
    }

    bean.letGo();

    soon(() -> bean.got.size() == 6);
    assertThat(bean.got).containsExactly("held", "mine9", "mine9", "mine5", "mine3", "mine1");
  }

  @Test
  void aFilterCanChangeWhileTheNodeRuns() {
    var got = new CopyOnWriteArrayList<String>();
    var node = idleNode(1, noting(got));
    node.consume(List.of(filtered("17")));
    sendVersion("wants 21", "21");
    sendVersion("wants 17", "17");
    soon(() -> got.size() == 1);

    node.consume(List.of(filtered("21")));

    soon(() -> got.size() == 2);
    assertThat(got).containsExactly("wants 17", "wants 21");
  }

  private WantedQueue filtered(String version) {
    return new WantedQueue(
        prefix + "a", "evalx_version IS NULL OR evalx_version IN ('" + version + "')");
  }

  private void sendVersion(String text, String version) {
    sendVersion(text, version, Message.DEFAULT_PRIORITY);
  }

  private void sendVersion(String text, String version, int priority) {
    jms(
        context -> {
          var producer = context.createProducer().setPriority(priority);
          if (version != null) {
            producer.setProperty("evalx_version", version);
          }
          return producer.send(context.createQueue(prefix + "a"), text);
        });
  }
}
