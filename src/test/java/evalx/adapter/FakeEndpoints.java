package evalx.adapter;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAResource;

/** A container whose only bean calls back. */
final class FakeEndpoints implements MessageEndpointFactory {
  private final MessageListener bean;
  final List<Message> delivered = new CopyOnWriteArrayList<>();

  FakeEndpoints(MessageListener bean) {
    this.bean = bean;
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return (MessageEndpoint)
        Proxy.newProxyInstance(
            FakeEndpoints.class.getClassLoader(),
            new Class<?>[] {MessageEndpoint.class, MessageListener.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("onMessage")) {
                delivered.add((Message) arguments[0]);
                bean.onMessage((Message) arguments[0]);
              }
              return null;
            });
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
    return createEndpoint(resource);
  }

  @Override
  public boolean isDeliveryTransacted(Method method) {
    return false;
  }

  @Override
  public String getActivationName() {
    return "test";
  }

  @Override
  public Class<?> getEndpointClass() {
    return MessageListener.class;
  }
}
