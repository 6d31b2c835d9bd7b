package evalx.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Lets failed messages come again a second later each time, where others wait up to ten. */
@Singleton
public class ShortRedelivery {
  private static final int MILLIS = 1_000;

  private final AskBroker ask;

  @Inject
  ShortRedelivery(AskBroker ask) {
    this.ask = ask;
  }

  /** For one address; whatever else is set for it stays. */
  public void at(String address) {
    var json = JsonNodeFactory.instance;
    var settings = json.objectNode().put("maxRedeliveryDelay", MILLIS).toString();
    var parameters = json.arrayNode().add(address).add(settings).toString();
    ask.operation("broker", "addAddressSettings", parameters);
  }
}
