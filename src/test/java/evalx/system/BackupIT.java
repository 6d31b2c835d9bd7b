package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.files.S3Proxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of an EvalX that runs. */
@Tag("slow")
class BackupIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int JOBS = 20;

  @TempDir private Path folder;

  /** What a product was given before its backup. */
  private record Work(List<String> queued, String ended, String file) {
    static Work of(Product product) {
      var client = product.client();
      var ended = client.submit(Programs.sums("bash", 0, 3));
      client.result(ended, LIMIT);
      var file = new StoredFiles(client).id("stored".getBytes(StandardCharsets.UTF_8));
      var queued = new ArrayList<String>();
      for (int i = 0; i < JOBS; i++) {
        var job = Client.JSON.createObjectNode().put("language", "bash").put("code", "sleep 1");
        queued.add(client.submit(job.put("cache", false)));
      }
      return new Work(queued, ended, file);
    }

    void assertIsThere(Client client) {
      for (String token : queued) {
        var result = client.result(token, LIMIT);
        assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
      }
      assertThat(client.find(ended, 0).statusCode()).isEqualTo(200);
      assertThat(new StoredFiles(client).head(file).statusCode()).isEqualTo(200);
    }
  }

  private static Map<String, String> scheduled(S3Proxy s3) {
    return Map.of(
        "HISTORY",
        "true",
        "BACKUP_TO",
        "s3://evalx/daily",
        "S3_ENDPOINT",
        s3.endpoint().toString(),
        "S3_ACCESS_KEY",
        S3Proxy.ACCESS_KEY,
        "S3_SECRET_KEY",
        S3Proxy.SECRET_KEY);
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whatWasQueuedHasItsResultAfterTheRestoreElsewhere() throws IOException {
    var backup = folder.resolve("backup.tar.gz");
    Work work;
    try (var s3 = S3Proxy.start(folder);
        var product = Product.start(scheduled(s3))) {
      work = Work.of(product);
      var made = product.script(LIMIT, "backup", backup.toString());
      assertThat(made.status()).as(made.output()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
          .isEqualTo("rw-------");
      work.assertIsThere(product.client());
      var again = product.script(LIMIT, "backup", backup.toString());
      assertThat(again.output()).contains("exists already");
      await("the scheduled backup is in the bucket")
          .atMost(LIMIT)
          .until(() -> in(s3.bucket().resolve("daily")).size() == 1);
    }
    try (var other = Product.prepare(Map.of())) {
      assertDamagedAndNewerAreRefused(other, backup);
      var restored = other.script(LIMIT, "restore", backup.toString());
      assertThat(restored.status()).as(restored.output()).isZero();
      var twice = other.script(LIMIT, "restore", backup.toString());
      assertThat(twice.output()).contains("holds data already");
      other.up();
      work.assertIsThere(other.client());
      assertThat(other.client().get("/submissions").statusCode())
          .as("the setting HISTORY is that of the backup")
          .isEqualTo(200);
    }
  }

  private void assertDamagedAndNewerAreRefused(Product product, Path backup) throws IOException {
    var cut = folder.resolve("cut.tar.gz");
    var bytes = Files.readAllBytes(backup);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    var damaged = product.script(LIMIT, "restore", cut.toString());
    assertThat(damaged.output()).contains("The backup is damaged");

    var newer = folder.resolve("newer.tar.gz");
    var line =
        "mkdir $0/all && tar -C $0/all -xzf $1 && sed -i s/^state=.*/state=999/ $0/all/manifest"
            + " && tar -C $0/all -czf $2 .";
    var made =
        Script.runProgram(
            LIMIT, "bash", "-c", line, folder.toString(), backup.toString(), newer.toString());
    assertThat(made.status()).as(made.output()).isZero();
    var refused = product.script(LIMIT, "restore", newer.toString());
    assertThat(refused.output()).contains("was made by a newer EvalX");
    assertThat(product.state().resolve("secrets")).doesNotExist();
  }
}
