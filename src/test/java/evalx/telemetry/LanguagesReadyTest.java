package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.ProvedLanguages;
import evalx.node.WorkerReport;
import evalx.node.Workers;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguagesReadyTest {
  private static final Languages ALL = new Languages();
  private static final List<String> CORE =
      ALL.offered().stream().filter(language -> language.setup().core()).map(Language::id).toList();

  @TempDir static Path folder;

  @Test
  void aNodeThatGoesOnProvingStaysReady() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      var proved = new ArrayList<>(CORE);
      proved.add("perl");

      assertThat(isReady(redis, proved)).isFalse();
      new Workers(redis).publish(report(CORE));
      assertThat(isReady(redis, proved)).isTrue();
      redis.close();
    }
  }

  private static boolean isReady(Redis redis, List<String> proved) {
    var capabilities = ProvedLanguages.of(proved);
    var workers = new Workers(redis);
    return new LanguagesReady(Settings.of(name -> null), ALL, capabilities, workers).look().isUp();
  }

  private static WorkerReport report(List<String> ids) {
    var versions = ids.stream().collect(Collectors.toMap(id -> id, id -> List.of("1.0")));
    return new WorkerReport(
        "ours", Map.of("native", versions), Map.of(), Map.of(), Set.of(), Set.of());
  }
}
