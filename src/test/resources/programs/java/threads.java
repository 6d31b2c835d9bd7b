import java.util.concurrent.atomic.*;

public class Main {
  public static void main(String[] args) throws Exception {
    var total = new AtomicInteger();
    var all = new Thread[4];
    for (int i = 0; i < 4; i++) {
      int n = i;
      all[i] = new Thread(() -> total.addAndGet(n));
      all[i].start();
    }
    for (var t : all) t.join();
    System.out.println(total);
  }
}
