package evalx.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What stands for Slack, PagerDuty and a mail server: keeps what it is sent. */
final class AlertReceivers implements AutoCloseable {
  private final List<String> slack = new CopyOnWriteArrayList<>();
  private final List<String> pagerDuty = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final HttpServer http;
  private final ServerSocket smtp;

  AlertReceivers() {
    try {
      var loopback = InetAddress.getLoopbackAddress();
      http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
      http.createContext("/slack", exchange -> keep(exchange, slack));
      http.createContext("/pagerduty", exchange -> keep(exchange, pagerDuty));
      http.start();
      smtp = new ServerSocket(0, 50, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var thread = new Thread(this::takeMails, "smtp");
    thread.setDaemon(true);
    thread.start();
  }

  String slackUrl() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/slack";
  }

  String pagerDutyUrl() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/pagerduty";
  }

  String smtp() {
    return "127.0.0.1:" + smtp.getLocalPort();
  }

  boolean slackHeard(String alert) {
    return slack.stream().anyMatch(text -> text.contains(alert));
  }

  boolean pagerDutyHeard(String alert) {
    return pagerDuty.stream().anyMatch(text -> text.contains(alert));
  }

  boolean mailsHeard(String alert) {
    return mails.stream().anyMatch(text -> text.contains(alert));
  }

  private static void keep(HttpExchange exchange, List<String> kept) throws IOException {
    try (exchange) {
      kept.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      var answer = "{\"status\":\"success\"}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          exchange.getRequestURI().getPath().equals("/slack") ? 200 : 202, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void takeMails() {
    while (!smtp.isClosed()) {
      try (var client = smtp.accept()) {
        takeMail(client);
      } catch (IOException e) {
        // this client is gone, or the socket is closed
      }
    }
  }

  /** As much of SMTP as a client of one message needs. */
  private void takeMail(Socket client) throws IOException {
    client.setSoTimeout(20_000);
    var in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    say(client, "220 here");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("DATA")) {
        say(client, "354 go on");
        var mail = new StringBuilder();
        for (line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
          mail.append(line).append('\n');
        }
        mails.add(mail.toString());
        say(client, "250 kept");
      } else if (line.equals("QUIT")) {
        say(client, "221 bye");
        return;
      } else {
        say(client, "250 fine");
      }
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    http.stop(0);
    try {
      smtp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
