package evalx.execution;

import evalx.compilation.Toolchain;
import evalx.files.FileStore;
import evalx.files.FileStoreFull;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.RunReport;
import evalx.submission.Caller;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.OutputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts files that runs leave in their working folders into the file store, as far as a submission
 * asks for them by name or pattern.
 */
final class OutputFiles {
  private static final int MAX_OF_RUN = 32;
  private static final int MAX_OF_SUBMISSION = 1000;

  /** Bytes of all files in the working folder, which are held in memory one run at a time. */
  private static final long MAX_BYTES = 8L << 20;

  private static final String TOO_MANY =
      "output files are not kept: more than 32 of a run, or 1000 of a submission";

  private final Toolchain toolchain;
  private final FileStore store;
  private final Optional<Caller> caller;
  private final List<Pattern> wanted;
  private final AtomicInteger left = new AtomicInteger(MAX_OF_SUBMISSION);

  OutputFiles(Job job, Toolchain toolchain, FileStore store) {
    this.toolchain = toolchain;
    this.store = store;
    this.caller = job.caller();
    this.wanted =
        job.submission().handling().outputFiles().stream().map(OutputFiles::pattern).toList();
  }

  /**
   * In a pattern, * stands for any part of a name, and ? for one character of it. What lies between
   * two stars is taken where it comes first, so that no pattern is tried in more and more ways.
   */
  static Pattern pattern(String text) {
    var parts = text.split("\\*+", -1);
    var last = parts.length - 1;
    var regex = new StringBuilder(quoted(parts[0]));
    for (int i = 1; i < last; i++) {
      regex.append("(?>[^/]*?").append(quoted(parts[i])).append(')');
    }
    return Pattern.compile(last == 0 ? regex.toString() : regex + "[^/]*" + quoted(parts[last]));
  }

  private static String quoted(String part) {
    return Arrays.stream(part.split("\\?", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining("[^/]"));
  }

  /** Whether the files of runs are to be collected. */
  boolean areWanted() {
    return !wanted.isEmpty() && caller.isPresent();
  }

  /** The result with the files that its run left, or with the reason why they are not kept. */
  CaseResult keep(CaseResult result, RunReport report) {
    if (!areWanted() || report.collected().isEmpty()) {
      return result;
    }
    return toolchain
        .sandbox()
        .fetch(report.collected().get(), MAX_BYTES)
        .map(all -> keep(result, chosen(all), caller.orElseThrow()))
        .orElseGet(() -> result.orBecause("output files are not kept: they have more than 8 MiB"));
  }

  private List<ArtifactFile> chosen(List<ArtifactFile> all) {
    return all.stream()
        .filter(file -> wanted.stream().anyMatch(p -> p.matcher(file.name()).matches()))
        .sorted(Comparator.comparing(ArtifactFile::name))
        .toList();
  }

  private CaseResult keep(CaseResult result, List<ArtifactFile> chosen, Caller owner) {
    if (chosen.size() > MAX_OF_RUN) {
      return result.orBecause(TOO_MANY);
    }
    if (left.addAndGet(-chosen.size()) < 0) {
      left.addAndGet(chosen.size());
      return result.orBecause(TOO_MANY);
    }
    var kept = new ArrayList<OutputFile>();
    try {
      for (ArtifactFile file : chosen) {
        var added = store.add(new ByteArrayInputStream(file.content()), owner);
        kept.add(new OutputFile(file.name(), added.size(), added.id()));
      }
      return result.withFiles(kept);
    } catch (FileStoreFull e) {
      left.addAndGet(chosen.size());
      return result.orBecause("output files are not kept: the file store is full");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
