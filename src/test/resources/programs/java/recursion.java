public class Main {
  public static void main(String[] args) throws Exception {
    System.out.println(sum(10000));
  }

  static long sum(long n) {
    return n == 0 ? 0 : n + sum(n - 1);
  }
}
