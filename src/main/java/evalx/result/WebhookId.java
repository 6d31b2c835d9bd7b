package evalx.result;

import java.util.UUID;

/** By what a receiver knows a webhook that comes again. */
public final class WebhookId {
  private WebhookId() {}

  /** That of a result: another one of the same submission, after an operator's retry, differs. */
  public static String of(byte[] json) {
    return "msg_" + UUID.nameUUIDFromBytes(json).toString().replace("-", "");
  }
}
