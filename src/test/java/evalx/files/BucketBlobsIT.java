package evalx.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.Account;
import evalx.config.FileSettings;
import evalx.submission.Caller;
import evalx.submission.FileId;
import evalx.submission.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file store in S3: s3proxy, a server of its own, over a folder. */
@Tag("slow")
class BucketBlobsIT {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Caller CALLER = Caller.anonymous("127.0.0.1");

  @TempDir static Path folder;
  private static S3Proxy server;
  private static URI endpoint;
  private static BucketBlobs blobs;

  @BeforeAll
  static void start() throws IOException {
    server = S3Proxy.start(folder);
    endpoint = server.endpoint();
    blobs = at(endpoint, S3Proxy.SECRET_KEY);
    await("s3proxy answers")
        .atMost(START)
        .ignoreExceptions()
        .until(() -> blobs.find("none").isEmpty());
  }

  private static BucketBlobs at(URI endpoint, String secret) {
    return new BucketBlobs(
        new FileSettings.Place.Bucket(
            "evalx",
            "some/where",
            Optional.of(endpoint),
            "us-east-1",
            new Account(S3Proxy.ACCESS_KEY, secret)));
  }

  @AfterAll
  static void stop() {
    blobs.close();
    server.close();
  }

  private static FileStore store() {
    return new FileStore(
        blobs, folder.resolve("uploads"), Duration.ofDays(1), 1L << 30, Clock.systemUTC());
  }

  private static byte[] random(int bytes) {
    var content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  @Test
  void filesComeInAndAreFetchedOnceByAWorker() throws IOException {
    var content = random(12_000_000);
    var added = store().add(new ByteArrayInputStream(content), CALLER);
    assertThat(added.added()).isTrue();
    assertThat(added.id().sha256()).isEqualTo(Sha256.hex(content));
    assertThat(store().add(new ByteArrayInputStream(content), CALLER).added()).isFalse();
    assertThat(store().size(added.id(), CALLER)).hasValue(content.length);

    var cache = new FileCache(blobs, folder.resolve("cache"), 1L << 30);
    var files = new FileContents(blobs, Optional.of(cache));
    for (int i = 0; i < 2; i++) {
      try (var in = files.of(added.id()).open()) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
      blobs.delete(added.id().sha256());
    }
  }

  @Test
  void whatIsNotThereIsMissing() {
    var none = new FileId("0".repeat(64));
    assertThat(store().size(none, CALLER)).isEmpty();
    assertThatThrownBy(() -> store().open(none)).isInstanceOf(FileMissing.class);
  }

  @Test
  void touchedFilesAreYoungerAndStayWhatTheyAre() throws IOException {
    var name = "1".repeat(64);
    blobs.put(name, Files.write(folder.resolve("new"), random(100)));
    var before = blobs.find(name).orElseThrow();
    await()
        .atMost(START)
        .until(
            () -> {
              blobs.touch(name);
              return blobs.find(name).orElseThrow().used().isAfter(before.used());
            });
    try (var in = blobs.open(name)) {
      assertThat(in.readAllBytes()).isEqualTo(random(100));
    }
  }

  @Test
  void allFilesAreListed() throws IOException {
    for (var name : List.of("2".repeat(64), "2".repeat(64) + "-owner")) {
      blobs.put(name, Files.write(folder.resolve("new"), random(7)));
    }
    var names = new ArrayList<String>();
    blobs.list(entry -> names.add(entry.name()));
    assertThat(names).contains("2".repeat(64), "2".repeat(64) + "-owner");
    store().sweep();
    assertThat(blobs.find("2".repeat(64))).isPresent();
    blobs.delete("2".repeat(64));
    assertThat(blobs.find("2".repeat(64))).isEmpty();
  }

  @Test
  void aWrongAccountAndAStoreThatIsAwayAreOutages() {
    var none = new FileId("0".repeat(64));
    for (var wrong :
        List.of(at(URI.create("http://127.0.0.1:1"), "credential"), at(endpoint, "wrong"))) {
      var away =
          new FileStore(
              wrong, folder.resolve("uploads"), Duration.ofDays(1), 1 << 20, Clock.systemUTC());
      assertThatThrownBy(() -> away.size(none, CALLER)).isInstanceOf(FilesAway.class);
      wrong.close();
    }
  }
}
