package evalx.adapter;

import evalx.config.Account;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A broker as {@code artemis create} sets it up: one that knows nothing of EvalX. */
public final class StockBroker implements AutoCloseable {
  private final EmbeddedActiveMQ broker;

  public StockBroker(Path folder) throws Exception {
    var settings =
        new AddressSettings()
            .setDeadLetterAddress(SimpleString.of("DLQ"))
            .setExpiryAddress(SimpleString.of("ExpiryQueue"))
            .setRedeliveryDelay(0)
            .setMaxDeliveryAttempts(10)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
    var configuration =
        new ConfigurationImpl()
            .setBindingsDirectory(folder.resolve("bindings").toString())
            .setJournalDirectory(folder.resolve("journal").toString())
            .setLargeMessagesDirectory(folder.resolve("large-messages").toString())
            .setPagingDirectory(folder.resolve("paging").toString())
            .setJMXManagementEnabled(false)
            .setSecurityEnabled(false)
            .addAddressSetting("#", settings)
            .addAcceptorConfiguration("in-vm", "vm://0");
    EmbeddedBroker.turnAuditLogOff();
    broker = new EmbeddedActiveMQ().setConfiguration(configuration).start();
  }

  public ActiveMQConnectionFactory outbound() {
    return new Outbound(new Account("evalx", "any"), Transports.inVm());
  }

  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
