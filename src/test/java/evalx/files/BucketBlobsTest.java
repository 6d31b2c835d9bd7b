package evalx.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Account;
import evalx.config.FileSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketBlobsTest {
  @TempDir static Path folder;

  @Test
  void aFileHasTimeByItsSize() {
    assertThat(BucketBlobs.sendingTime(0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(BucketBlobs.sendingTime(10 << 20)).isEqualTo(Duration.ofSeconds(32));
    assertThat(BucketBlobs.sendingTime(512L << 20)).isEqualTo(Duration.ofSeconds(132));
  }

  /** It takes the connection and never answers. */
  @Test
  @Tag("slow")
  void aStoreThatHangsIsLeft() throws IOException {
    try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      var place =
          new FileSettings.Place.Bucket(
              "evalx",
              "",
              Optional.of(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
              "us-east-1",
              new Account("name", "password"));
      var blobs = new BucketBlobs(place);
      var begin = System.nanoTime();

      assertThatThrownBy(
              () -> blobs.put("1".repeat(64), Files.write(folder.resolve("new"), new byte[100])))
          .isInstanceOf(IOException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
      blobs.close();
    }
  }
}
