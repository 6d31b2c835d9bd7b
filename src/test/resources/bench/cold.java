import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

public class Main {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    StringTokenizer words = new StringTokenizer(in.readLine());
    long a = Long.parseLong(words.nextToken());
    long b = Long.parseLong(words.nextToken());
    Map<Long, List<Long>> groups = new HashMap<>();
    for (long i = 0; i < 100; i++) {
      groups.computeIfAbsent(i % 7, key -> new ArrayList<>()).add(a - i);
    }
    Set<Long> seen = new HashSet<>();
    for (List<Long> group : groups.values()) {
      Collections.sort(group);
      seen.addAll(group);
    }
    System.out.println(seen.size() == 100 ? a + b : -1);
  }
}
