public class Main {
  public static void main(String[] args) throws Exception {
    while (true) new Thread(() -> {
      while (true) Thread.onSpinWait();
    }).start();
  }
}
