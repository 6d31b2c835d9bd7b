package evalx.dialect;

import evalx.config.Dialect;
import evalx.config.Settings;
import evalx.dialect.jobe.JobeServlet;
import evalx.dialect.judge0.Judge0Servlet;
import evalx.dialect.mcp.McpServlet;
import evalx.dialect.piston.ConnectSocket;
import evalx.dialect.piston.PistonServlet;
import evalx.dialect.sandboxfusion.SandboxFusionServlet;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;

/** Opens the doors of the dialects that this node serves; the paths of the others are not there. */
public class RegisterDialects implements ServletContextListener {
  private static final Logger LOG = System.getLogger(RegisterDialects.class.getName());

  /**
   * A door.
   *
   * @param path of all that is below it
   */
  private record Entry(Class<? extends DialectServlet> servlet, String path) {}

  private static final Map<Dialect, Entry> ENTRIES =
      Map.of(
          Dialect.JOBE, new Entry(JobeServlet.class, "/jobe/*"),
          Dialect.JUDGE0, new Entry(Judge0Servlet.class, "/judge0/*"),
          Dialect.MCP, new Entry(McpServlet.class, "/mcp"),
          Dialect.PISTON, new Entry(PistonServlet.class, "/piston/*"),
          Dialect.SANDBOXFUSION, new Entry(SandboxFusionServlet.class, "/sandboxfusion/*"));

  @Inject
  @SuppressWarnings("NullAway.Init")
  private Settings settings;

  @Inject
  @Any
  @SuppressWarnings("NullAway.Init")
  private Instance<DialectServlet> servlets;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    for (Dialect dialect : settings.http().dialects().served()) {
      var entry = Objects.requireNonNull(ENTRIES.get(dialect), dialect.name());
      add(event.getServletContext(), dialect, entry);
    }
  }

  private void add(ServletContext context, Dialect dialect, Entry entry) {
    try {
      var servlet = servlets.select(entry.servlet()).get();
      var registered = context.addServlet(dialect.name(), servlet);
      registered.setAsyncSupported(true);
      registered.addMapping(entry.path());
      if (dialect == Dialect.PISTON) {
        ConnectSocket.open(context);
      }
      LOG.log(Level.INFO, "Serving the API of {0} at {1}", dialect, entry.path());
    } catch (ServletException e) {
      throw new IllegalStateException("cannot serve the API of " + dialect, e);
    }
  }
}
