public class Main {
  private static int depth(int n) {
    return depth(n + 1) + 1;
  }

  public static void main(String[] args) {
    try {
      System.out.println(depth(0));
    } catch (StackOverflowError e) {
      System.out.println("ok");
    }
  }
}
