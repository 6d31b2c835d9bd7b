package evalx.payara;

import evalx.format.Problem;
import java.util.List;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.http.HttpCodecFilter;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpProbe;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Answers with a problem what Payara's parser refuses, such as a header that HTTP does not allow or
 * a chunk without a length. The parser itself answers with a status alone, and has no setting for
 * it. It tells its probes first, and answers no more where one has.
 */
final class AnswerUnreadable extends HttpProbe.Adapter {
  private static final String DETAIL =
      "The request is no HTTP: its first line, a header or the length of its body is wrong,"
          + " or its headers are too long.";

  private AnswerUnreadable() {}

  /** Lets one hear of what parsers cannot read. Returns what puts things back. */
  static AutoCloseable beside(List<HttpCodecFilter> parsers) {
    var probe = new AnswerUnreadable();
    parsers.forEach(parser -> parser.getMonitoringConfig().addProbes(probe));
    return () -> parsers.forEach(parser -> parser.getMonitoringConfig().removeProbes(probe));
  }

  /** Hears of what is written too: that comes with another kind of packet. */
  @Override
  @SuppressWarnings("rawtypes") // as the probe has it
  public void onErrorEvent(Connection connection, HttpPacket packet, Throwable error) {
    if (packet instanceof HttpRequestPacket request && !request.getResponse().isCommitted()) {
      send(connection, request);
    }
  }

  private static void send(Connection<?> connection, HttpRequestPacket request) {
    var response = request.getResponse();
    if (response.getStatus() < HttpStatus.BAD_REQUEST_400.getStatusCode()) {
      response.setStatus(HttpStatus.BAD_REQUEST_400);
    }
    var title = response.getHttpStatus().getReasonPhrase();
    var json = Problem.of(response.getStatus(), title, DETAIL).json();
    if (request.getProtocol() == Protocol.HTTP_0_9) {
      // The line was not read to its end. An answer of that version has no type.
      request.setProtocol(Protocol.HTTP_1_1);
    }
    request.getProcessingState().setKeepAlive(false);
    response.setHeader(Header.Connection, "close");
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(json.length);
    var body = Buffers.wrap(connection.getMemoryManager(), json);
    var answer = HttpContent.builder(response).content(body).last(true).build();
    connection.write(answer, new EmptyCompletionHandler<>());
    // When it is written: what follows in the connection cannot be told from what was not read.
    connection.closeSilently();
  }
}
