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

/**
 * The pool of connections of the resource adapter, and the threads that use them. A thread is the
 * server's and stays for further calls, because giving each call to a managed executor costs Payara
 * half a millisecond of CPU time.
 */
@ConnectionFactoryDefinition(
    name = "java:app/evalx/broker",
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "artemis-rar",
    transactionSupport = TransactionSupportLevel.NoTransaction,
    minPoolSize = 0,
    maxPoolSize = Connections.MAX_CALLS,
    properties = "org.glassfish.connector-connection-pool.max-wait-time-in-millis=2000")
@ApplicationScoped
class Connections {
  /** Calls to the broker at a time, each with a connection and a thread. */
  static final int MAX_CALLS = 32;

  private static final int KEEP_SECONDS = 30;

  @Resource(lookup = "java:app/evalx/broker")
  private ConnectionFactory factory;

  @Resource private ManagedThreadFactory threads;

  @SuppressWarnings("NullAway.Init")
  private ThreadPoolExecutor executor;

  @PostConstruct
  void open() {
    executor =
        new ThreadPoolExecutor(
            MAX_CALLS,
            MAX_CALLS,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_CALLS),
            threads);
    executor.allowCoreThreadTimeOut(true);
  }

  @PreDestroy
  void close() {
    executor.shutdown();
  }

  @Produces
  @Singleton
  Broker broker() {
    return new Broker(factory, executor, MAX_CALLS);
  }
}
