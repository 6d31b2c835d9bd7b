package evalx.broker;

import evalx.threads.KeptThreads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;

/** The server's pools: connections of the resource adapter, and the threads that use them. */
@ConnectionFactoryDefinition(
    name = "java:app/evalx/broker",
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "artemis-rar",
    transactionSupport = TransactionSupportLevel.NoTransaction,
    minPoolSize = 0,
    maxPoolSize = Connections.MOST,
    properties = "org.glassfish.connector-connection-pool.max-wait-time-in-millis=2000")
@ManagedExecutorDefinition(name = "java:app/evalx/sends", maxAsync = Connections.MOST)
@ApplicationScoped
class Connections {
  /** Calls to the broker at a time, each with a connection and a thread. */
  static final int MOST = 32;

  @Resource(lookup = "java:app/evalx/broker")
  private ConnectionFactory factory;

  @Resource(lookup = "java:app/evalx/sends")
  private ManagedExecutorService executor;

  private KeptThreads threads;

  @PostConstruct
  void keepThreads() {
    threads = new KeptThreads(executor, MOST, MOST);
  }

  @PreDestroy
  void close() {
    threads.close();
  }

  @Produces
  @Singleton
  Broker broker() {
    return new Broker(factory, threads, MOST);
  }
}
