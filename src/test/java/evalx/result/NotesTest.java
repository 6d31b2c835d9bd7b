package evalx.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
  @TempDir Path folder;

  @Test
  void aNoteIsFoundUntilItIsRemoved() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      var notes = new Notes(redis, Settings.of(name -> null));
      var id = SubmissionId.random();
      var note = "x".repeat(5000).getBytes(UTF_8);

      assertThat(notes.find(id)).isEmpty();
      notes.put(id, note);
      assertThat(notes.find(id)).hasValue(note);
      notes.remove(id);
      assertThat(notes.find(id)).isEmpty();
      redis.close();
    }
  }
}
