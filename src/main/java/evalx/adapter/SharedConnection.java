package evalx.adapter;

import evalx.adapter.Inbound.Link;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a listener. After a failure new sessions get a new connection; the old one
 * lives as long as a session uses it, because a message in work may still be committed there.
 */
final class SharedConnection {
  private final Inbound inbound;
  private final Arrivals arrivals;
  private final Map<Link, Integer> sessions = new HashMap<>();
  private @Nullable Link current;

  SharedConnection(Inbound inbound, Arrivals arrivals) {
    this.inbound = inbound;
    this.arrivals = arrivals;
  }

  /** Opens a session of the connection, or of a new one. */
  PlaceSession open() throws Exception {
    var link = use();
    try {
      return new PlaceSession(this, link, inbound.session(link));
    } catch (Exception e) {
      release(link, true);
      throw e;
    }
  }

  private synchronized Link use() throws Exception {
    var link = current;
    if (link == null) {
      link = inbound.connect(arrivals);
      current = link;
    }
    sessions.merge(link, 1, Integer::sum);
    return link;
  }

  /** Closes a session, and with the last one its connection. */
  void close(Link link, ClientSession session, boolean broken) throws ActiveMQException {
    try {
      session.close();
    } finally {
      release(link, broken);
    }
  }

  private void release(Link link, boolean broken) {
    if (forget(link, broken)) {
      link.close();
    }
  }

  /** Whether nothing uses the connection any more. */
  private synchronized boolean forget(Link link, boolean broken) {
    if (broken && link.equals(current)) {
      current = null;
    }
    if (sessions.merge(link, -1, Integer::sum) > 0) {
      return false;
    }
    sessions.remove(link);
    if (link.equals(current)) {
      current = null;
    }
    return true;
  }

  Inbound inbound() {
    return inbound;
  }

  Arrivals arrivals() {
    return arrivals;
  }
}
