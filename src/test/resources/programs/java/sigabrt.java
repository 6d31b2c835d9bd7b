import sun.misc.Unsafe;

/** Writes to address 0, on which the JVM aborts. */
public class Main {
  public static void main(String[] args) throws Exception {
    var field = Unsafe.class.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    ((Unsafe) field.get(null)).putAddress(0, 1);
  }
}
