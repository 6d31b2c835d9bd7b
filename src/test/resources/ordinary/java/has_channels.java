import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Main {
  public static void main(String[] args) throws Exception {
    var pipe = Pipe.open();
    var selector = Selector.open();
    pipe.source().configureBlocking(false);
    pipe.source().register(selector, SelectionKey.OP_READ);
    pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
    boolean ready = selector.select(5000) == 1;
    var address = UnixDomainSocketAddress.of("socket");
    var answer = ByteBuffer.allocate(2);
    try (var file = FileChannel.open(Path.of("f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = file.lock();
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        var client = SocketChannel.open(address)) {
      server.accept().write(ByteBuffer.wrap("ok".getBytes()));
      client.read(answer);
      System.out.println(ready && lock.isValid() ? new String(answer.array()) : "not ready");
    }
  }
}
