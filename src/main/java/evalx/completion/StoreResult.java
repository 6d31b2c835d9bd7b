package evalx.completion;

import evalx.format.ResultWriter;
import evalx.result.Results;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The first thing that the end of a submission causes: it decides which result is the one. */
@Singleton
class StoreResult {
  private final ResultWriter writer;
  private final Results results;

  @Inject
  StoreResult(ResultWriter writer, Results results) {
    this.writer = writer;
    this.results = results;
  }

  /** Stores a result and gives it as JSON; empty where the submission has one already. */
  Optional<byte[]> store(Result result) {
    var json = writer.write(result);
    return results.finish(result.id(), json, result.subject().webhook())
        ? Optional.of(json)
        : Optional.empty();
  }
}
