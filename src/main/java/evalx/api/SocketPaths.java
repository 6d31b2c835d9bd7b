package evalx.api;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;

/** Tells the server where there are WebSockets. */
public final class SocketPaths implements ServerApplicationConfig {
  /** For the server. */
  public SocketPaths() {}

  @Override
  public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
    return Set.of(at(EventPath.SOCKET), at(EventPath.SOCKET + "/submissions/{token}"));
  }

  private static ServerEndpointConfig at(String path) {
    return ServerEndpointConfig.Builder.create(EventSocket.class, path)
        .configurator(new AnyOrigin())
        .build();
  }

  @Override
  public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
    return Set.of();
  }

  /** {@link SocketFilter} has checked the origin, and knows more of the request. */
  private static final class AnyOrigin extends ServerEndpointConfig.Configurator {
    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }
  }
}
