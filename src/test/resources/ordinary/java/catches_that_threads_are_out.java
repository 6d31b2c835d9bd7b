import java.util.concurrent.CountDownLatch;

public class Main {
  public static void main(String[] args) {
    var end = new CountDownLatch(1);
    try {
      for (int i = 0; i < 5000; i++) {
        var thread =
            new Thread(
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        thread.start();
      }
    } catch (OutOfMemoryError e) {
      System.out.println("ok");
    }
    end.countDown();
  }
}
