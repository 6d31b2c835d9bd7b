package evalx.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Lets failed messages come again a second later each time, where others wait up to ten. */
public final class ShortRedelivery {
  private static final int MILLIS = 1_000;

  private ShortRedelivery() {}

  /** For one address; whatever else is set for it stays. */
  public static void at(String address, Management management) {
    var json = JsonNodeFactory.instance;
    var settings = json.objectNode().put("maxRedeliveryDelay", MILLIS).toString();
    var parameters = json.arrayNode().add(address).add(settings).toString();
    management.operation("broker", "addAddressSettings", parameters);
  }
}
