import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

public class Main {
  public static void main(String[] args) throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    var later = Executors.newScheduledThreadPool(1);
    int sum = pool.submit(() -> IntStream.range(0, 1000).parallel().sum()).get();
    int joined = ForkJoinPool.commonPool().submit(() -> 7).get();
    var delayed = later.schedule(() -> "k", 5, TimeUnit.MILLISECONDS);
    var chance = UUID.randomUUID().toString() + new SecureRandom().nextInt();
    var both =
        CompletableFuture.supplyAsync(() -> "o")
            .thenCombine(CompletableFuture.supplyAsync(() -> silent(delayed)), String::concat);
    System.out.println(sum == 499500 && joined == 7 && chance.length() > 36 ? both.get() : "wrong");
    pool.shutdown();
    later.shutdown();
  }

  private static String silent(java.util.concurrent.Future<String> future) {
    try {
      return future.get();
    } catch (Exception e) {
      return e.toString();
    }
  }
}
