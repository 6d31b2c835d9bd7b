package evalx.work;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Hears SIGTERM in the place of the JVM, which would begin to stop the server at once. By
 * reflection, because the compiler warns of these classes and servers may hide them; the JDK's
 * module {@code jdk.unsupported} exports them.
 */
final class TermSignal implements AutoCloseable {
  private final Class<?> handlerType;
  private final Method handle;
  private final Object signal;
  private final Object former;

  private TermSignal(Runnable heard) throws ReflectiveOperationException {
    var loader = ClassLoader.getPlatformClassLoader();
    var signalType = loader.loadClass("sun.misc.Signal");
    handlerType = loader.loadClass("sun.misc.SignalHandler");
    handle = signalType.getMethod("handle", signalType, handlerType);
    signal = signalType.getConstructor(String.class).newInstance("TERM");
    var application = Thread.currentThread().getContextClassLoader();
    former = handle.invoke(null, signal, handler(heard, application));
  }

  /**
   * Hears the signal from now on.
   *
   * @param heard called at each signal, on a thread of its own with the caller's context class
   *     loader
   * @throws ReflectiveOperationException where this JVM lets nobody hear it
   */
  static TermSignal hear(Runnable heard) throws ReflectiveOperationException {
    return new TermSignal(heard);
  }

  private Object handler(Runnable heard, ClassLoader application) {
    return Proxy.newProxyInstance(
        TermSignal.class.getClassLoader(),
        new Class<?>[] {handlerType},
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "handle" -> {
              // The JVM's thread has none on JDK 17, and CDI finds no application without it.
              Thread.currentThread().setContextClassLoader(application);
              heard.run();
              return null;
            }
            case "equals" -> {
              return proxy == arguments[0];
            }
            case "hashCode" -> {
              return System.identityHashCode(proxy);
            }
            default -> {
              return "SIGTERM of EvalX";
            }
          }
        });
  }

  /** Does what the signal did before: the JVM stops the server in its order, and ends. */
  void passOn() throws ReflectiveOperationException {
    handlerType.getMethod("handle", signal.getClass()).invoke(former, signal);
  }

  /** Gives the signal back to the handler that it had before. */
  @Override
  public void close() throws ReflectiveOperationException {
    handle.invoke(null, signal, former);
  }
}
