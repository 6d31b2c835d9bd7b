package evalx.work;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.reactor.Handshaker;
import org.apache.qpid.proton.reactor.ReactorOptions;

/** An AMQP message of a body alone, as no client for JMS sends it: its link says where it goes. */
final class BareTransfer extends BaseHandler {
  private static final int MAX_BYTES = 1024;

  private final String password;
  private final String queue;
  private final String body;
  private Optional<DeliveryState> outcome = Optional.empty();
  private boolean sent;

  private BareTransfer(String password, String queue, String body) {
    this.password = password;
    this.queue = queue;
    this.body = body;
    add(new Handshaker());
  }

  /** Sends it, and gives what the broker says of it; empty where it says nothing. */
  static Optional<DeliveryState> send(URI broker, String password, String queue, String body)
      throws Exception {
    var transfer = new BareTransfer(password, queue, body);
    var options = new ReactorOptions();
    options.setEnableSaslByDefault(false);
    var reactor = Proton.reactor(options);
    reactor.connectionToHost(broker.getHost(), broker.getPort(), transfer);
    reactor.run();
    reactor.free();
    return transfer.outcome;
  }

  @Override
  public void onConnectionInit(Event event) {
    var connection = event.getConnection();
    connection.open();
    var session = connection.session();
    session.open();
    var target = new Target();
    target.setAddress(queue);
    var sender = session.sender("bare");
    sender.setSource(new Source());
    sender.setTarget(target);
    sender.open();
  }

  @Override
  public void onConnectionBound(Event event) {
    var sasl = event.getTransport().sasl();
    sasl.client();
    sasl.plain("producer", password);
  }

  @Override
  public void onLinkFlow(Event event) {
    if (sent || !(event.getLink() instanceof Sender sender) || sender.getCredit() == 0) {
      return;
    }
    sent = true;
    var message = Proton.message();
    message.setBody(new AmqpValue(body));
    var bytes = new byte[MAX_BYTES];
    var length = message.encode(bytes, 0, bytes.length);
    sender.delivery("1".getBytes(StandardCharsets.UTF_8));
    sender.send(bytes, 0, length);
    sender.advance();
  }

  @Override
  public void onDelivery(Event event) {
    var delivery = event.getDelivery();
    outcome = Optional.ofNullable(delivery.getRemoteState());
    delivery.settle();
    event.getConnection().close();
  }
}
