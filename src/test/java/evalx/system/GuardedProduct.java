package evalx.system;

import java.util.Map;

/** A product that needs API tokens, has short queues and is as strict as Judge0. */
final class GuardedProduct extends OneProduct {
  static final String ADMIN_TOKEN = "secret-admin";

  /** Jobs that may wait in the queue of one language. */
  static final int MAX_QUEUE_DEPTH = 8;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "API_TOKENS",
          "eva:secret-e,adam:secret-a,reader:secret-r;scopes=read,"
              + "often:secret-o;rate=1,many:secret-m;quota=2",
          "ADMIN_TOKEN",
          ADMIN_TOKEN,
          "DIALECTS",
          "judge0,piston,sandboxfusion,jobe,mcp",
          "JUDGE0_STRICT",
          "true",
          "MAX_QUEUE_DEPTH",
          Integer.toString(MAX_QUEUE_DEPTH));

  GuardedProduct() {
    super(SETTINGS);
  }
}
