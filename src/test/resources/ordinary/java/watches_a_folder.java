import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;

public class Main {
  public static void main(String[] args) throws Exception {
    try (var watcher = FileSystems.getDefault().newWatchService()) {
      Path.of(".").register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
      Files.writeString(Path.of("made"), "x");
      System.out.println(watcher.take().pollEvents().isEmpty() ? "nothing seen" : "ok");
    }
  }
}
