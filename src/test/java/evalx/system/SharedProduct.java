package evalx.system;

import evalx.Certificates;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests that do no harm one product, started for the first of them and ended after all.
 */
final class SharedProduct implements ParameterResolver {
  static final String ADMIN_TOKEN = "secret-of-the-tests-operator";

  /** What receivers of webhooks may have who speak TLS. */
  static final Certificates RECEIVERS = Certificates.ofThisRun().readableByAll();

  /** Receivers of webhooks are on this machine, and are not waited for as long as others'. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ADMIN_TOKEN", ADMIN_TOKEN,
          "DIALECTS", "judge0,piston,sandboxfusion,jobe,mcp",
          "HISTORY", "true",
          "WEBHOOK_ALLOW", "127.0.0.1",
          "WEBHOOK_CA", RECEIVERS.certificate().toString(),
          "WEBHOOK_RETRY_MILLIS", "200",
          "WEBHOOK_TIMEOUT", "5");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Product resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedProduct.class))
        .getOrComputeIfAbsent(Product.class, key -> Product.start(SETTINGS), Product.class);
  }
}
