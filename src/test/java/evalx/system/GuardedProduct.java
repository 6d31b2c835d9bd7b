package evalx.system;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A product that needs API tokens, has short queues and is as strict as Judge0. */
final class GuardedProduct extends OneProduct {
  static final String ADMIN_TOKEN = "secret-admin";

  /** Jobs that may wait in the queue of one language. */
  static final int MAX_QUEUE_DEPTH = 8;

  private static final List<String> DIALECTS =
      List.of("JUDGE0", "PISTON", "SANDBOXFUSION", "JOBE", "MCP");

  private static final Map<String, String> SETTINGS =
      Map.of(
          "API_TOKENS",
          "eva:secret-e,adam:secret-a,reader:secret-r;scopes=read,"
              + "often:secret-o;rate=1,batches:secret-b;rate=2,many:secret-m;quota=2,gaps:secret-g;quota=2,"
              + DIALECTS.stream()
                  .map(name -> name + ":" + secretOf(name) + ";rate=2")
                  .collect(Collectors.joining(",")),
          "ADMIN_TOKEN",
          ADMIN_TOKEN,
          "DIALECTS",
          String.join(",", DIALECTS).toLowerCase(Locale.ROOT),
          "HISTORY",
          "true",
          "JUDGE0_STRICT",
          "true",
          "MAX_QUEUE_DEPTH",
          Integer.toString(MAX_QUEUE_DEPTH));

  /** The secret of a caller who may submit twice in a minute. */
  static String secretOf(String name) {
    return "secret-of-" + name;
  }

  GuardedProduct() {
    super(SETTINGS);
  }
}
