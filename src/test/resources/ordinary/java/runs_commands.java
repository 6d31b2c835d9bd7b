import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
  public static void main(String[] args) throws Exception {
    var built = said(new ProcessBuilder("/bin/echo", "o").start());
    var executed = said(Runtime.getRuntime().exec(new String[] {"/bin/sh", "-c", "echo k"}));
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    boolean known =
        ProcessHandle.current().info().totalCpuDuration().isPresent()
            && system.getTotalMemorySize() > 0
            && system.getProcessCpuLoad() <= 1;
    var given = Files.readString(Path.of("/dev/stdin")).strip();
    System.out.println(known && given.equals("ok") ? built + executed : "wrong");
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes()).strip();
  }
}
