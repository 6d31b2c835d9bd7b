import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class Main {
  public static void main(String[] args) throws Exception {
    try (var server = new ServerSocket(0)) {
      var serving =
          new Thread(
              () -> {
                try (var connection = server.accept()) {
                  connection.getOutputStream().write("ok\n".getBytes());
                } catch (Exception e) {
                  e.printStackTrace();
                }
              });
      serving.start();
      try (var client = new Socket(InetAddress.getLocalHost(), server.getLocalPort())) {
        System.out.print(new String(client.getInputStream().readAllBytes()));
      }
    }
  }
}
