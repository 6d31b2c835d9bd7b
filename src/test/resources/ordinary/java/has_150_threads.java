import java.util.concurrent.CyclicBarrier;

public class Main {
  public static void main(String[] args) throws Exception {
    var all = new CyclicBarrier(151);
    for (int i = 0; i < 150; i++) {
      new Thread(
              () -> {
                try {
                  all.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              })
          .start();
    }
    all.await();
    System.out.println("ok");
  }
}
