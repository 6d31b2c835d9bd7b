package evalx.compilation;

import evalx.files.FileContents;
import evalx.language.Language;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.LargeFile;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.SpooledOutput;
import evalx.submission.Submission;
import java.util.List;
import java.util.Optional;

/** The files that a program is made of, and those that it has when it is made. */
final class ProgramFiles {
  /** Bytes of a program that has large files beside it: it is put together with them. */
  private static final long MAX_BESIDE_LARGE = 8L << 20;

  private final Toolchain toolchain;
  private final FileContents contents;

  ProgramFiles(Toolchain toolchain, FileContents contents) {
    this.toolchain = toolchain;
    this.contents = contents;
  }

  /** The files of a submission; where the language compiles nothing, they are the program. */
  static List<ArtifactFile> sources(Submission submission) {
    return submission.source().files().stream()
        .filter(file -> file.file().isEmpty())
        .map(file -> new ArtifactFile(file.name(), file.content(), false))
        .toList();
  }

  /** Those of a submission that are in the file store. */
  List<LargeFile> large(Submission submission) {
    return submission.source().files().stream()
        .flatMap(
            file -> file.file().stream().map(id -> new LargeFile(file.name(), contents.of(id))))
        .toList();
  }

  /** Whether a program has the class that its submission names, as far as its files tell. */
  boolean hasMainClass(Language language, Submission submission, ArtifactId made) {
    var file =
        language
            .names()
            .mainClass()
            .flatMap(rule -> submission.source().stages().mainClass().flatMap(rule::compiledFile));
    if (file.isEmpty()) {
      return true;
    }
    var found = toolchain.sandbox().fetchFile(made, file.get());
    found.flatMap(OutputDraft.Received::spooled).ifPresent(SpooledOutput::close);
    return found.isPresent();
  }

  /**
   * A program with large files beside it, which its compilation saw as links; empty where there are
   * some and the program is too large for them.
   */
  Optional<ArtifactId> beside(ArtifactId made, List<LargeFile> large) {
    return large.isEmpty()
        ? Optional.of(made)
        : toolchain
            .sandbox()
            .fetch(made, MAX_BESIDE_LARGE)
            .map(program -> toolchain.sandbox().store(program, large));
  }
}
