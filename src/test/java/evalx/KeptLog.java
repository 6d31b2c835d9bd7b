package evalx;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one logger, and those below it, are told by this thread until it is closed. */
public final class KeptLog extends Handler implements AutoCloseable {
  private final List<LogRecord> entries = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.currentThread();
  private final Logger log;

  public KeptLog(String logger) {
    log = Logger.getLogger(logger);
    log.addHandler(this);
  }

  public List<Level> levels() {
    return entries.stream().map(LogRecord::getLevel).toList();
  }

  public String text(int index) {
    var entry = entries.get(index);
    return MessageFormat.format(entry.getMessage(), entry.getParameters());
  }

  @Override
  public void publish(LogRecord entry) {
    if (Thread.currentThread() == thread) {
      entries.add(entry);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    log.removeHandler(this);
  }
}
