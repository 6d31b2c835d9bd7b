package evalx.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;

/**
 * A session of the pool, which goes back with its connection. A JMSContext gives the session back
 * first, and then the adapter looks for the temporary queues that were made with it: over a session
 * that another thread may have by now.
 */
record PooledSession(Connection connection, Session session) implements AutoCloseable {
  static PooledSession open(ConnectionFactory factory) throws JMSException {
    var connection = factory.createConnection();
    try {
      return new PooledSession(connection, connection.createSession());
    } catch (JMSException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Lets messages come. */
  MessageConsumer consume(Destination from) throws JMSException {
    var consumer = session.createConsumer(from);
    connection.start();
    return consumer;
  }

  void send(Destination to, Message message) throws JMSException {
    try (var producer = session.createProducer(null)) {
      producer.send(to, message);
    }
  }

  /** Temporary queues that were made with it are deleted before. */
  @Override
  public void close() throws JMSException {
    connection.close();
  }
}
