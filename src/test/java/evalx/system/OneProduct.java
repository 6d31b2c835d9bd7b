package evalx.system;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one product, started for the first of them and ended after all. */
abstract class OneProduct implements ParameterResolver {
  private final Map<String, String> settings;

  OneProduct(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Product resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(getClass()))
        .getOrComputeIfAbsent(Product.class, key -> Product.start(settings), Product.class);
  }
}
