import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Scanner;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Touches the library classes that contest programs use, for the list of classes to keep ready. */
public class Main {
  enum Color {
    RED,
    GREEN
  }

  record Point(int x, int y) implements Comparable<Point> {
    @Override
    public int compareTo(Point other) {
      return Integer.compare(x * y, other.x * other.y);
    }
  }

  public static void main(String[] args) throws Exception {
    var in = new Scanner(System.in);
    var numbers = new ArrayList<Integer>();
    for (int left = in.nextInt(); left > 0; left--) {
      numbers.add(in.nextInt());
    }
    var reader = new BufferedReader(new InputStreamReader(System.in));
    System.out.println(reader.readLine());
    var tokens = new StreamTokenizer(new StringReader("1 2"));
    tokens.nextToken();
    Collections.sort(numbers, Comparator.reverseOrder());
    collections(numbers);
    texts(numbers);
    System.out.println(IntStream.range(0, 9).filter(i -> i % 2 == 0).mapToLong(i -> i).sum());
    System.out.println(new BigInteger("12345678901234567890").modPow(BigInteger.TEN, BigInteger.TWO.pow(70)));
    System.out.println(new BigDecimal("1.50").divide(new BigDecimal("4")));
    System.out.println(new Random(1).nextInt(5) + Math.sqrt(2) + Color.valueOf("RED").ordinal());
    var thread = new Thread(() -> System.out.println(Thread.currentThread().getName()));
    thread.start();
    thread.join();
    try {
      throw new IllegalStateException("caught");
    } catch (IllegalStateException e) {
      System.out.println(e);
    }
    try (var out = new PrintWriter(System.out)) {
      out.printf("%d %s %.3f %n", numbers.size(), numbers, 1.5);
    }
  }

  private static void collections(List<Integer> numbers) {
    Map<Integer, Integer> counts = new HashMap<>();
    numbers.forEach(number -> counts.merge(number, 1, Integer::sum));
    var sorted = new TreeMap<>(counts);
    var points = new PriorityQueue<Point>();
    numbers.forEach(number -> points.add(new Point(number, number)));
    var queue = new ArrayDeque<>(numbers);
    queue.pollFirst();
    var array = numbers.stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(array);
    var bits = new BitSet();
    bits.set(3);
    System.out.println(sorted.firstKey() + " " + points.poll() + queue + Arrays.toString(array) + bits);
    System.out.println(new TreeSet<>(numbers).ceiling(2) + " " + new HashSet<>(numbers) + new LinkedList<>(numbers));
    System.out.println(new LinkedHashMap<>(counts).entrySet() + " " + List.of(1, 2) + Map.of(1, 2));
    System.out.println(
        numbers.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
    System.out.println(
        numbers.stream().map(String::valueOf).sorted().collect(Collectors.joining(",")));
  }

  private static void texts(List<Integer> numbers) {
    var line = new StringTokenizer("a b c");
    var joined = new StringJoiner(" ").add(line.nextToken());
    var builder = new StringBuilder().append(joined).append(1.5).reverse();
    System.out.println(builder + " " + "a,b c".split(",").length + "a b".split("\\s+").length);
    System.out.println(String.format("%05d %s", 42, "x".repeat(3)) + numbers.size() + " ab".strip());
    System.out.println(Long.parseLong("12") + Double.parseDouble("2.5") + Integer.toBinaryString(5));
  }
}
