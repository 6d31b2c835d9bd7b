package evalx.broker;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The server's pools: connections of the resource adapter, and the threads that use them. */
@ConnectionFactoryDefinition(
    name = "java:app/evalx/broker",
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "artemis-rar",
    transactionSupport = TransactionSupportLevel.NoTransaction,
    minPoolSize = 0,
    maxPoolSize = Connections.MAX,
    properties = "org.glassfish.connector-connection-pool.max-wait-time-in-millis=2000")
@ApplicationScoped
class Connections {
  /** Calls to the broker at a time, each with a connection and a thread. */
  static final int MAX = 32;

  private static final long IDLE_SECONDS = 30;

  @Resource(lookup = "java:app/evalx/broker")
  private ConnectionFactory factory;

  @Resource private ManagedThreadFactory threadFactory;

  private ThreadPoolExecutor threads;

  @PostConstruct
  void open() {
    threads =
        new ThreadPoolExecutor(
            MAX,
            MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX),
            threadFactory);
    threads.allowCoreThreadTimeOut(true);
  }

  @PreDestroy
  void close() {
    threads.shutdown();
  }

  @Produces
  @Singleton
  Broker broker() {
    return new Broker(factory, threads, MAX);
  }
}
