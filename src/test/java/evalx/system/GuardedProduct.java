package evalx.system;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one product that needs API tokens, has short queues and is as strict as Judge0,
 * started for the first of them and ended after all.
 */
final class GuardedProduct implements ParameterResolver {
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

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Product resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(GuardedProduct.class))
        .getOrComputeIfAbsent(Product.class, key -> Product.start(SETTINGS), Product.class);
  }
}
