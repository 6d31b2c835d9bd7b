package evalx.format;

import jakarta.websocket.MessageHandler;
import java.util.function.Consumer;

/**
 * Puts the text messages of a WebSocket together, each up to a length. What the server does by
 * itself has no bound on every server where a message comes in many parts.
 */
public final class BoundedText implements MessageHandler.Partial<String> {
  private final int maxChars;
  private final Consumer<String> whole;
  private final Runnable tooLarge;
  private final StringBuilder parts = new StringBuilder();
  private boolean over;

  /**
   * @param whole is given each message
   * @param tooLarge is called once, for the first message that is longer; no other is read
   */
  public BoundedText(int maxChars, Consumer<String> whole, Runnable tooLarge) {
    this.maxChars = maxChars;
    this.whole = whole;
    this.tooLarge = tooLarge;
  }

  @Override
  public void onMessage(String part, boolean last) {
    if (over) {
      return;
    }
    if (parts.length() + part.length() > maxChars) {
      over = true;
      parts.setLength(0);
      tooLarge.run();
      return;
    }
    parts.append(part);
    if (last) {
      var message = parts.toString();
      parts.setLength(0);
      whole.accept(message);
    }
  }
}
