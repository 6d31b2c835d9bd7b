package evalx.payara;

import java.util.Collection;
import java.util.List;
import org.glassfish.grizzly.http.HttpCodecFilter;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;

/** Guards HTTP listeners of Payara that are not guarded yet. Each guard puts things back. */
final class GuardedListener {
  private static final String SERVICES = "org.glassfish.internal.api.Globals";
  private static final String GRIZZLY = "com.sun.enterprise.v3.services.impl.GrizzlyService";

  private GuardedListener() {}

  /** Guards the listener that a request came from. */
  static List<AutoCloseable> of(Request request) {
    var parsers =
        request.getContext().getFilterChain().stream()
            .filter(HttpCodecFilter.class::isInstance)
            .map(HttpCodecFilter.class::cast)
            .toList();
    return guard(request.getHttpFilter(), parsers);
  }

  /**
   * Guards all. Payara has no interface that tells of its listeners, so they are found by the names
   * of its classes, which the class loader of Grizzly has.
   *
   * @param guards gets each guard as it is set, also where another listener is not understood
   */
  static void all(Collection<AutoCloseable> guards) throws ReflectiveOperationException {
    var loader = HttpServerFilter.class.getClassLoader();
    var grizzly = Class.forName(GRIZZLY, true, loader);
    var service =
        Class.forName(SERVICES, true, loader).getMethod("get", Class.class).invoke(null, grizzly);
    var proxies = grizzly.getDeclaredField("proxies");
    proxies.setAccessible(true);
    for (var proxy : (Collection<?>) proxies.get(service)) {
      var listener = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
      var parsers = filters(listener, HttpCodecFilter.class);
      for (var server : filters(listener, HttpServerFilter.class)) {
        guards.addAll(guard(server, parsers));
      }
    }
  }

  private static <T> List<T> filters(Object listener, Class<T> type)
      throws ReflectiveOperationException {
    var filters = listener.getClass().getMethod("getFilters", Class.class).invoke(listener, type);
    return ((Collection<?>) filters).stream().map(type::cast).toList();
  }

  private static List<AutoCloseable> guard(
      HttpServerFilter listener, List<HttpCodecFilter> parsers) {
    return AnswerBrokenRequests.isInFrontOf(listener)
        ? List.of()
        : List.of(AnswerBrokenRequests.inFrontOf(listener), AnswerUnreadable.beside(parsers));
  }
}
