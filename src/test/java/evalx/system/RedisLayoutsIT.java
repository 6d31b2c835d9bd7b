package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.Certificates;
import evalx.FreePort;
import evalx.redis.RedisCluster;
import evalx.redis.RedisSentinels;
import evalx.redis.RedisServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product on a Redis with Sentinels, on a Redis Cluster, and over TLS. */
@Tag("slow")
class RedisLayoutsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TOKEN = "secret-of-layouts";
  private static final String[] FIT = {"--maxmemory", "200mb", "--maxmemory-policy", "noeviction"};

  @TempDir Path folder;

  private static HttpResponse<String> admin(
      Client client, String method, String path, String body) {
    return client.send(
        client
            .request(path)
            .header("X-Auth-Token", TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void submissionsGoOnWhenTheMasterIsKilled() {
    try (var servers = new RedisSentinels(folder, FIT);
        var product = Product.start(Map.of("REDIS_URL", servers.url(), "OUTAGE_WAIT", "60"))) {
      var burst = Burst.send(product.client()).underWay();

      servers.killMaster();

      burst.allEndRight();
      Burst.send(product.client()).allEndRight();
    }
  }

  /** What each part of the product keeps in Redis is asked for once. */
  @Test
  void everythingWorksOnACluster() {
    var settings = new HashMap<String, String>();
    try (var cluster = new RedisCluster(folder, FIT)) {
      settings.put("REDIS_URL", cluster.url());
      settings.put("CACHE_REDIS_URL", cluster.url());
      settings.put("ADMIN_TOKEN", TOKEN);
      settings.put("RATE_LIMIT_PER_MINUTE", "100000");
      settings.put("MAX_QUEUED_PER_CALLER", "1000");
      try (var product = Product.start(settings)) {
        var client = product.client();
        Burst.send(client).underWay().allEndRight();
        var submission = Programs.sums("c", 0, 3, 6);
        client.result(client.submit(submission), LIMIT);
        var again = client.result(client.submit(submission), LIMIT);
        assertThat(again.get("compile_cached").asBoolean()).isTrue();
        assertThat(again.get("results").get(0).get("cached").asBoolean()).isTrue();

        for (String path :
            List.of(
                "/admin/queues",
                "/admin/workers",
                "/admin/series",
                "/admin/problems",
                "/admin/caches",
                "/admin/logs",
                "/admin/audit",
                "/health/ready",
                "/languages")) {
          assertThat(admin(client, "GET", path, "").statusCode()).as(path).isEqualTo(200);
        }
        var cleared = admin(client, "POST", "/admin/caches/clear", "{\"cache\": \"all\"}");
        assertThat(cleared.statusCode()).as(cleared.body()).isEqualTo(200);
        var once = client.result(client.submit(submission), LIMIT);
        assertThat(once.get("status").asText()).isEqualTo("Accepted");
        assertThat(once.get("results").get(0).get("cached").asBoolean()).isFalse();
        var events = client.get("/submissions/" + once.get("token").asText() + "/events");
        assertThat(events.body()).contains("finished");

        cluster.killFirst();
        var first = client.submit(Programs.sums("bash", 0), LIMIT);
        assertThat(client.result(first, LIMIT).get("status").asText()).isEqualTo("Accepted");
        Burst.send(client).allEndRight();
      }
    }
  }

  @Test
  void redisIsReachedOverTls() {
    var certificate = new Certificates(folder).readableByAll();
    var port = FreePort.next();
    var options = new ArrayList<>(RedisServer.tls(certificate, port));
    options.addAll(List.of(FIT));
    try (var server = new RedisServer(folder, options.toArray(String[]::new))) {
      assertThat(server.uri()).isNotNull();
      var settings = new HashMap<String, String>();
      settings.put("REDIS_URL", "rediss://localhost:" + port);
      settings.put("REDIS_CA", certificate.certificate().toString());
      settings.put("REDIS_KEYSTORE", certificate.store().toString());
      settings.put("REDIS_KEYSTORE_PASSWORD", Certificates.PASSWORD);
      try (var product = Product.start(settings)) {
        var result =
            product.client().result(product.client().submit(Programs.sums("bash", 0)), LIMIT);
        assertThat(result.get("status").asText()).isEqualTo("Accepted");
      }
    }
  }
}
