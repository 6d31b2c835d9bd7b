package evalx.queue;

import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import javax.management.JMException;
import javax.management.ObjectName;

/** The resource adapter's switch, which lies behind JMX because its classes are not ours to see. */
@Singleton
public class AdapterIntake {
  private static final String NAME = "evalx:type=Intake";

  /** Takes messages from these queues and from no others. */
  public void consume(Collection<String> queues) {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName(NAME),
              "consume",
              new Object[] {queues.toArray(String[]::new)},
              new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("the resource adapter has no switch", e);
    }
  }
}
