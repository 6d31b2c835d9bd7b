package evalx.execution;

import evalx.files.FileStore;
import evalx.files.FileStoreFull;
import evalx.sandbox.RunReport;
import evalx.submission.Caller;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts outputs that the result of a submission may not show whole into the file store, where the
 * submission asks for it, as files of its caller.
 */
final class KeptOutputs {
  /** Bytes for one submission. */
  private static final long MAX = 64L << 20;

  /** A result shows at least this much of each stdout, and of all of them together. */
  private static final int SHOWN_OF_ONE = 32 << 10;

  private static final int SHOWN_OF_ALL = 2 << 20;

  private static final String TOO_MUCH = "stdout is not kept: the submission has 64 MiB in all";
  private static final String FULL = "stdout is not kept: the file store is full";

  private final FileStore store;
  private final Optional<Caller> caller;
  private final long shown;
  private final AtomicLong left = new AtomicLong(MAX);

  KeptOutputs(Job job, FileStore store) {
    this.store = store;
    this.shown =
        Math.min(SHOWN_OF_ONE, SHOWN_OF_ALL / Math.max(1, job.submission().testCases().size()));
    this.caller = job.caller().filter(known -> job.submission().handling().keepOutput());
  }

  /** The result with the file of its whole stdout, or with the reason why there is none. */
  CaseResult keep(CaseResult result, RunReport report) {
    return caller.isPresent() && size(report) > shown ? keep(result, report, caller.get()) : result;
  }

  private CaseResult keep(CaseResult result, RunReport report, Caller owner) {
    var size = size(report);
    if (left.addAndGet(-size) < 0) {
      left.addAndGet(size);
      return result.orBecause(TOO_MUCH);
    }
    try (InputStream stdout = report.openStdout()) {
      return result.withStdoutIn(store.add(stdout, owner).id());
    } catch (FileStoreFull e) {
      left.addAndGet(size);
      return result.orBecause(FULL);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read an output", e);
    }
  }

  private static long size(RunReport report) {
    var spooled = report.output().spooled();
    return spooled.isPresent() ? spooled.get().size() : report.stdout().length;
  }
}
