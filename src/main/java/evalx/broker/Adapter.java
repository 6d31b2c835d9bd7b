package evalx.broker;

import evalx.control.AdapterMXBean;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The resource adapter, reached over JMX because its classes are not the application's to see. */
@Singleton
public class Adapter implements AdapterMXBean {
  private final AdapterMXBean bean;

  Adapter() {
    try {
      bean =
          JMX.newMXBeanProxy(
              ManagementFactory.getPlatformMBeanServer(),
              new ObjectName(NAME),
              AdapterMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void consume(Map<String, String> queues) {
    bean.consume(queues);
  }

  @Override
  public void consumeAtLastPlace(Map<String, String> queues) {
    bean.consumeAtLastPlace(queues);
  }

  @Override
  public List<String> getDestinations() {
    return bean.getDestinations();
  }

  @Override
  public int getPlaces() {
    return bean.getPlaces();
  }

  @Override
  public int getBusyPlaces() {
    return bean.getBusyPlaces();
  }

  @Override
  public boolean isBrokerEmbedded() {
    return bean.isBrokerEmbedded();
  }

  @Override
  public boolean isBrokerRunning() {
    return bean.isBrokerRunning();
  }

  @Override
  public String getBrokerProblem() {
    return bean.getBrokerProblem();
  }
}
