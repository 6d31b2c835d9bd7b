package evalx.system;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** On Payara Micro. */
@ExtendWith(SharedProduct.class)
class EdgesIT implements ServedEdges {
  private static Product shared;

  @BeforeAll
  static void take(Product product) {
    shared = product;
  }

  @Override
  public Product product() {
    return shared;
  }
}
