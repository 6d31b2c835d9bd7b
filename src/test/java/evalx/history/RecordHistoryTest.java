package evalx.history;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.format.ResultWriter;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordHistoryTest {
  @TempDir Path folder;

  @Test
  void nothingIsOpenedWhileItIsOff() {
    var settings = Settings.of(Map.of("DATA_DIR", folder.toString())::get);
    var counters = new Counters();
    var database = new Database(settings);
    var results = new MemoryResults();
    var known = new KnownEnds(results, new MemoryLedger(results), settings);
    var history = new RecordHistory(settings, database, new ResultWriter(), counters, known);

    history.start("the application began");
    history.observe(Events.queued(SubmissionId.random(), "c", Events.NOON));
    history.observe(Events.finished(SubmissionId.random(), "c", Verdict.ACCEPTED, Events.NOON));
    history.close();

    assertThat(folder).isEmptyDirectory();
    assertThat(counters.now()).isEqualTo(new HistoryCounts(0, 0, 0));
    assertThat(new ReadHistory(settings, database, counters).isOn()).isFalse();
  }
}
