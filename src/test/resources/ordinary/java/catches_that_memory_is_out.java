public class Main {
  public static void main(String[] args) {
    try {
      System.out.println(new long[Integer.MAX_VALUE - 8].length);
    } catch (OutOfMemoryError e) {
      System.out.println("ok");
    }
  }
}
