package evalx.adapter;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.client.impl.ClientConsumerImpl;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Tells the place that takes the next message what comes in on a listener's connection: messages,
 * and the broker's answers to "deliver now what you have". Only one place has consumers that may
 * receive, so everything that comes in is for that one.
 */
final class Arrivals implements Interceptor {
  /** Apart from the numbers that {@link ClientConsumerImpl} gives to questions of its own. */
  private static final long FIRST_QUESTION = 1L << 32;

  private final AtomicLong questions = new AtomicLong(FIRST_QUESTION);
  private Set<Long> unanswered = new HashSet<>();
  private boolean message;
  private boolean woken;

  @Override
  public boolean intercept(Packet packet, RemotingConnection connection) {
    if (packet instanceof SessionReceiveMessage received) {
      var answer =
          received.getMessage().getObjectProperty(ClientConsumerImpl.FORCED_DELIVERY_MESSAGE);
      return answer instanceof Long question ? !answered(question) : messageArrived();
    }
    return !(packet instanceof SessionReceiveLargeMessage) || messageArrived();
  }

  private synchronized boolean messageArrived() {
    message = true;
    notifyAll();
    return true;
  }

  /** Whether the question is ours, which no consumer may see. */
  private synchronized boolean answered(long question) {
    unanswered.remove(question);
    notifyAll();
    return question >= FIRST_QUESTION;
  }

  /** Numbers for questions, whose answers {@link #awaitAnswers} waits for. */
  synchronized Set<Long> ask(int count) {
    unanswered =
        Stream.generate(questions::getAndIncrement).limit(count).collect(Collectors.toSet());
    return Set.copyOf(unanswered);
  }

  /**
   * Waits until all questions are answered. A message that was sent before an answer has arrived
   * before it.
   *
   * @return false when the time passed
   */
  synchronized boolean awaitAnswers(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!unanswered.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Forgets what has arrived: its place has taken it or given it back. */
  synchronized void forget() {
    message = false;
  }

  /** Whether a message has arrived, or is arriving. */
  synchronized boolean hasMessage() {
    return message;
  }

  /** Waits for a message or a call of {@link #wake}. */
  synchronized void await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toNanos(); !message && !woken && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    woken = false;
  }

  /** Ends a wait: something has changed. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }
}
