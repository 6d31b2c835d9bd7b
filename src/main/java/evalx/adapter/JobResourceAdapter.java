package evalx.adapter;

import evalx.config.Account;
import evalx.config.Settings;
import evalx.control.AdapterMXBean;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.ConnectionFactoryProperties;
import org.jspecify.annotations.Nullable;

/**
 * Artemis in the app server. Sending is Artemis's own adapter; receiving is {@link Listener},
 * because which queues a node consumes from changes while it runs, a message is taken only when it
 * can run at once, messages in work must survive both, and neither an outage nor a shutdown may
 * hang. Without ARTEMIS_URL it starts a broker in this process first.
 */
public class JobResourceAdapter extends ActiveMQResourceAdapter {
  private static final Logger LOG = System.getLogger(JobResourceAdapter.class.getName());
  private static final long LISTENERS_MILLIS = 6_000;
  private static final long DISCONNECT_MILLIS = 2_500;
  private static final long BROKER_STOP_MILLIS = 5_000;

  private final transient Map<ActivationSpec, List<Listener>> listeners = new ConcurrentHashMap<>();

  @SuppressWarnings("NullAway.Init")
  private transient Settings settings;

  @SuppressWarnings("NullAway.Init")
  private transient TransportConfiguration[] transports;

  @SuppressWarnings("NullAway.Init")
  private transient Account account;

  @SuppressWarnings("NullAway.Init")
  private transient Inbound inbound;

  private transient @Nullable Control control;
  private transient volatile @Nullable EmbeddedBroker embedded;

  @Override
  public void start(BootstrapContext context) throws ResourceAdapterInternalException {
    try {
      settings = Settings.ofServer();
      if (settings.broker().outside().isEmpty()) {
        startEmbedded();
      } else {
        connectOutside();
      }
      register();
      super.start(context);
    } catch (Exception e) {
      close();
      throw new ResourceAdapterInternalException("EvalX cannot start: " + e.getMessage(), e);
    }
  }

  private void startEmbedded() throws Exception {
    var application = new Account(settings.broker().user().name(), UUID.randomUUID().toString());
    var end = new EndProcess(this::closeListeners, Runtime.getRuntime()::halt);
    embedded = EmbeddedBroker.start(settings, application, end::start);
    connect(List.of(Transports.inVm()), application);
    LOG.log(
        Level.INFO,
        "The embedded broker keeps its journal in {0}",
        settings.broker().embedded().data());
  }

  private void register() throws JMException {
    var broker = embedded;
    var made =
        new Control(
            settings.runs().jobs().maxConcurrent(),
            broker != null,
            () -> broker == null || broker.isRunning(),
            () -> inbound.problem().orElse(""));
    ManagementFactory.getPlatformMBeanServer().registerMBean(made, name());
    control = made;
  }

  private void connectOutside() {
    var addresses = settings.broker().outside();
    connect(Transports.of(addresses), settings.broker().user());
    LOG.log(Level.INFO, "The broker is one of {0}", addresses);
  }

  private void connect(List<TransportConfiguration> to, Account user) {
    transports = to.toArray(TransportConfiguration[]::new);
    account = user;
    inbound = new Inbound(account, transports);
    // the base class wants a connector of its own, though every factory comes from below
    setConnectorClassName(to.get(0).getFactoryClassName());
  }

  @Override
  public ActiveMQConnectionFactory newConnectionFactory(ConnectionFactoryProperties properties) {
    return new Outbound(account, transports);
  }

  private static ObjectName name() throws JMException {
    return new ObjectName(AdapterMXBean.NAME);
  }

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec)
      throws ResourceException {
    var job = (JobActivationSpec) spec;
    job.validate();
    var places = job.getSessions() > 0 ? job.getSessions() : settings.runs().jobs().maxConcurrent();
    var hasLast = job.hasWildcard() && places > 1;
    var listener = listener(endpoints, job, hasLast ? places - 1 : places);
    if (hasLast) {
      var last = listener(endpoints, job, 1);
      listeners.put(spec, List.of(listener, last));
      control().addLastPlace(last);
    } else {
      listeners.put(spec, List.of(listener));
    }
    control().add(listener);
  }

  private Control control() {
    return Objects.requireNonNull(control, "the adapter is not started");
  }

  private Listener listener(MessageEndpointFactory endpoints, JobActivationSpec spec, int places) {
    var incoming = new Incoming(settings.http().maxBodyBytes());
    return new Listener(endpoints, spec, inbound, incoming, places);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
    deactivate(spec);
  }

  private void deactivate(ActivationSpec spec) {
    var removed = listeners.remove(spec);
    if (removed != null) {
      removed.forEach(control()::remove);
      atTheSameTime(removed, Listener::close);
    }
  }

  @Override
  public void stop() {
    closeListeners();
    StopInTime.run(DISCONNECT_MILLIS, "adapter", super::stop);
    close();
  }

  /** What {@link #start} has made so far. */
  private void close() {
    try {
      var beans = ManagementFactory.getPlatformMBeanServer();
      if (control != null) {
        control = null;
        beans.unregisterMBean(name());
      }
    } catch (JMException e) {
      LOG.log(Level.DEBUG, "The adapter's MBean was not unregistered", e);
    }
    var broker = embedded;
    if (broker != null) {
      StopInTime.run(BROKER_STOP_MILLIS, "embedded broker", () -> stop(broker));
      embedded = null;
    }
  }

  private void closeListeners() {
    atTheSameTime(List.copyOf(listeners.keySet()), this::deactivate);
  }

  /** In parallel, because each may take seconds. */
  private static <T> void atTheSameTime(List<T> all, Consumer<T> close) {
    var closing =
        all.stream().map(each -> StopInTime.start("listener", () -> close.accept(each))).toList();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LISTENERS_MILLIS);
    for (Thread thread : closing) {
      var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      StopInTime.await(thread, Math.max(1, left), "listener");
    }
  }

  private static void stop(EmbeddedBroker broker) {
    try {
      broker.stop();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "The embedded broker did not stop cleanly; its journal is safe", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
