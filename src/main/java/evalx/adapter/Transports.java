package evalx.adapter;

import evalx.config.BrokerAddress;
import evalx.config.BrokerSettings.Listening;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/** How the broker is reached, and how others reach the embedded one, as Artemis writes it. */
final class Transports {
  private Transports() {}

  /** To the broker in this process. */
  static TransportConfiguration inVm() {
    return new TransportConfiguration(
        InVMConnectorFactory.class.getName(), Map.of("serverId", "0"));
  }

  /** To brokers of their own. */
  static List<TransportConfiguration> of(List<BrokerAddress> addresses) {
    return addresses.stream().map(Transports::of).toList();
  }

  private static TransportConfiguration of(BrokerAddress address) {
    var all = new HashMap<String, Object>(address.parameters());
    all.put(TransportConstants.HOST_PROP_NAME, address.host());
    all.put(TransportConstants.PORT_PROP_NAME, Integer.toString(address.port()));
    if (all.containsKey(TransportConstants.TRUSTSTORE_PATH_PROP_NAME)
        || all.containsKey(TransportConstants.KEYSTORE_PATH_PROP_NAME)) {
      // Else Artemis prefers the stores that system properties name, as Payara's do.
      all.putIfAbsent(TransportConstants.FORCE_SSL_PARAMETERS, "true");
    }
    return new TransportConfiguration(NettyConnectorFactory.class.getName(), all);
  }

  /** Lets clients of a protocol in, over TLS alone where there is a key store. */
  static TransportConfiguration acceptor(Listening listening, int port, String protocol) {
    var all = new HashMap<String, Object>();
    all.put(TransportConstants.HOST_PROP_NAME, listening.host());
    all.put(TransportConstants.PORT_PROP_NAME, Integer.toString(port));
    all.put(TransportConstants.PROTOCOLS_PROP_NAME, protocol);
    all.put(TransportConstants.TCP_NODELAY_PROPNAME, "true");
    listening
        .keyStore()
        .ifPresent(
            store -> {
              all.put(TransportConstants.SSL_ENABLED_PROP_NAME, "true");
              all.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
              all.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, store.path().toString());
              all.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, store.password());
            });
    return new TransportConfiguration(NettyAcceptorFactory.class.getName(), all, protocol);
  }
}
