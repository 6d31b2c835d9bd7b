package evalx.execution;

import evalx.files.FileContents;
import evalx.files.FilesAway;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.CheckerProgram;
import evalx.submission.FileId;
import evalx.submission.Job;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.io.IOException;
import java.util.ArrayList;

/**
 * Takes sources out of the file store where EvalX itself looks into them, as for the order of
 * modules or the main class. All other files stay where they are, however large.
 */
final class StoredSources {
  /** Of one program together: as many bytes as a request may have by default. */
  static final int MAX_BYTES = 1 << 20;

  private final Languages languages;
  private final FileContents contents;

  StoredSources(Languages languages, FileContents contents) {
    this.languages = languages;
    this.contents = contents;
  }

  /**
   * A job whose sources are read as far as they have to be, but not those of its checker.
   *
   * @throws evalx.files.FileMissing when one is not in the store
   * @throws FilesAway when the store does not answer
   */
  Job read(Job job) {
    var submission = job.submission();
    var read =
        new Submission(
            read(submission.source()),
            submission.testCases(),
            submission.limits(),
            submission.judging(),
            submission.handling(),
            submission.warnings());
    return new Job(job.id(), read, job.queued(), job.attempt(), job.caller());
  }

  /** The same for a checker. */
  CheckerProgram read(CheckerProgram checker) {
    return new CheckerProgram(
        read(checker.source()), checker.protocol(), checker.args(), checker.limits());
  }

  /** What does not fit any more stays in the store, and nobody looks into it. */
  private Submission.Source read(Submission.Source source) {
    var language = languages.find(source.language()).orElseThrow();
    if (!language.looksIntoSources()) {
      return source;
    }
    var files = new ArrayList<SourceFile>();
    long left = MAX_BYTES;
    for (SourceFile file : source.files()) {
      var stored = file.file().filter(id -> language.isSource(file));
      long size = stored.map(id -> contents.of(id).size()).orElse(0L);
      boolean fits = stored.isPresent() && size <= left;
      files.add(fits ? read(language, file.name(), stored.get()) : file);
      left -= fits ? size : 0;
    }
    return new Submission.Source(
        source.language(), source.version(), files, source.compilerOptions(), source.stages());
  }

  private SourceFile read(Language language, String name, FileId id) {
    try (var in = contents.of(id).open()) {
      return language.readable(new SourceFile(name, in.readAllBytes()));
    } catch (IOException e) {
      throw new FilesAway(e);
    }
  }
}
