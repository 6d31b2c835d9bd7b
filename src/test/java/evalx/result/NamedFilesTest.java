package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.FileId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
  private static final Caller EVA = Caller.anonymous("10.0.0.1");

  @TempDir Path folder;

  @Test
  void aNameIsItsCallersOwn() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      var names = new NamedFiles(redis, Settings.of(name -> null));
      var first = new FileId("01".repeat(32));
      var second = new FileId("02".repeat(32));

      names.put(EVA, "known678", first);
      assertThat(names.find(EVA, "known678")).contains(first);
      names.put(EVA, "known678", second);
      assertThat(names.find(EVA, "known678")).contains(second);
      assertThat(names.find(EVA, "other678")).isEmpty();
      assertThat(names.find(Caller.anonymous("10.0.0.2"), "known678")).isEmpty();
      redis.close();
    }
  }
}
