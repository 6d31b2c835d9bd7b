package evalx.intake;

import evalx.submission.SubmissionEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Remembers the events that were fired; its observer may fail. */
final class RecordedEvents implements Event<SubmissionEvent> {
  final List<SubmissionEvent> fired = new ArrayList<>();
  boolean observerFails;

  @Override
  public void fire(SubmissionEvent event) {
    fired.add(event);
    if (observerFails) {
      throw new IllegalStateException("an observer failed");
    }
  }

  @Override
  public <U extends SubmissionEvent> CompletionStage<U> fireAsync(U event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends SubmissionEvent> CompletionStage<U> fireAsync(
      U event, NotificationOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Event<SubmissionEvent> select(Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends SubmissionEvent> Event<U> select(Class<U> type, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends SubmissionEvent> Event<U> select(
      TypeLiteral<U> type, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }
}
