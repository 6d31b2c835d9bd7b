public class Main {
  public static void main(String[] args) throws Exception {
    var line = "all work and no play makes Jack a dull boy\n".repeat(100);
    while (true) System.out.print(line);
  }
}
